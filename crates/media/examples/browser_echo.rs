//! A page that hears itself: shows whether a browser and this crate can talk, without the rest of the product.
//!
//! `cargo run -p media --example browser_echo -- 127.0.0.1 8099`, then open <http://127.0.0.1:8099/> and speak.
//! Keys of the page's dial pad are printed. Needs no network but the address given.

use media::webrtc::{BrowserEvent, BrowserPeer, Poll};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><title>browser_echo</title>
<button id="go">Speak</button> <span id="keys"></span> <pre id="log">press the button</pre><audio id="out" autoplay></audio>
<script type="module">
const log = text => fetch('/log', { method: 'POST', body: text }).then(() => { document.all.log.textContent = text });
async function start() {
  const pc = new RTCPeerConnection();
  const mic = await navigator.mediaDevices.getUserMedia({ audio: true });
  const sender = pc.addTrack(mic.getAudioTracks()[0], mic);
  pc.ontrack = event => { document.all.out.srcObject = new MediaStream([event.track]) };
  pc.onconnectionstatechange = () => log('connection ' + pc.connectionState);
  await pc.setLocalDescription();
  const reply = await fetch('/offer', { method: 'POST', body: pc.localDescription.sdp });
  await pc.setRemoteDescription({ type: 'answer', sdp: await reply.text() });
  for (const key of '123456789*0#') {
    const button = document.all.keys.appendChild(document.createElement('button'));
    button.textContent = key;
    button.onclick = () => sender.dtmf.insertDTMF(key, 100);
  }
  setTimeout(() => sender.dtmf.canInsertDTMF && sender.dtmf.insertDTMF('95#', 120, 80), 1500);
  setInterval(async () => {
    for (const stats of (await pc.getStats()).values())
      if (stats.type === 'inbound-rtp')
        log(`heard ${stats.packetsReceived} packets, lost ${stats.packetsLost}, concealed ${stats.concealedSamples} of ` +
          `${stats.totalSamplesReceived} samples, energy ${stats.totalAudioEnergy.toFixed(4)}`);
  }, 2000);
}
document.all.go.onclick = start;
if (location.hash === '#now') start().catch(error => log('failed: ' + error));
</script>"#;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let ip: IpAddr = arguments.next().and_then(|ip| ip.parse().ok()).unwrap_or([127, 0, 0, 1].into());
    let port: u16 = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(8_099);
    let (listener, socket) = (TcpListener::bind((ip, port))?, UdpSocket::bind((ip, 0))?);
    let candidate = socket.local_addr()?;
    println!("open http://{ip}:{port}/ ; audio comes in at {candidate}");
    let (peers, opened) = channel();
    std::thread::spawn(move || echo(&socket, &opened));
    for stream in listener.incoming() {
        if let Err(error) = serve(stream?, candidate, &peers) {
            println!("request failed: {error}");
        }
    }
    Ok(())
}

fn serve(stream: TcpStream, candidate: SocketAddr, peers: &Sender<BrowserPeer>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut request, mut length) = (String::new(), 0);
    reader.read_line(&mut request)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0).min(64 * 1024);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let (kind, text) = match request.split(' ').nth(1) {
        Some("/offer") => match BrowserPeer::accept_offer(&body, &[candidate], Instant::now()) {
            Ok((peer, answer)) => {
                println!("offer of {} bytes taken, codec {}", body.len(), peer.codec().name());
                peers.send(peer).ok();
                ("application/sdp", answer)
            }
            Err(error) => ("text/plain", error.to_string()),
        },
        Some("/log") => {
            println!("page: {body}");
            ("text/plain", String::new())
        }
        _ => ("text/html; charset=utf-8", PAGE.to_owned()),
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        text.len()
    );
    reader.get_mut().write_all(format!("{head}{text}").as_bytes())
}

/// Drives all peers and sends back what each says.
fn echo(socket: &UdpSocket, opened: &Receiver<BrowserPeer>) {
    let local = socket.local_addr().expect("a bound socket");
    socket.set_read_timeout(Some(Duration::from_millis(5))).expect("a time above nothing");
    let (mut peers, mut bytes, mut heard) = (Vec::<BrowserPeer>::new(), [0; 2_048], 0u64);
    loop {
        peers.extend(opened.try_iter());
        if let Ok((count, from)) = socket.recv_from(&mut bytes)
            && let Some(peer) = peers.iter_mut().find(|peer| peer.accepts(from, local, &bytes[..count]))
        {
            peer.receive(Instant::now(), from, local, &bytes[..count]);
        }
        for peer in &mut peers {
            loop {
                match peer.poll(Instant::now()) {
                    Poll::Transmit { to, bytes } => drop(socket.send_to(&bytes, to)),
                    Poll::Event(BrowserEvent::Audio(audio)) => {
                        heard += 1;
                        if heard % 100 == 1 {
                            println!("heard {heard} packets; this one has {} bytes", audio.payload.len());
                        }
                        peer.send(&audio.payload, audio.timestamp, audio.is_marker, Instant::now());
                    }
                    Poll::Event(event) => println!("{event:?}"),
                    Poll::Timeout(_) => break,
                }
            }
        }
        peers.retain(|peer| !peer.is_over());
    }
}
