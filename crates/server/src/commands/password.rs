//! A password from the terminal, without showing it, or from a pipe.

use std::io::{BufRead, IsTerminal, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};

/// One line; never an argument, which everybody on the machine could read. On a terminal it is typed twice, unseen.
pub fn read_password() -> anyhow::Result<String> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return line(&mut input.lock());
    }
    let typed = ask(&input, "password: ")?;
    let again = ask(&input, "once more: ")?;
    anyhow::ensure!(typed == again, "the two passwords differ");
    Ok(typed)
}

fn ask(input: &std::io::Stdin, prompt: &str) -> anyhow::Result<String> {
    let unseen = Unseen::begin(input.as_fd())?;
    eprint!("{prompt}");
    std::io::stderr().flush()?;
    let typed = typed_line(&mut input.lock());
    drop(unseen);
    eprintln!();
    typed
}

/// One line as the terminal hands it out: whole, or up to Ctrl-C.
fn typed_line(input: &mut impl BufRead) -> anyhow::Result<String> {
    let bytes = input.fill_buf()?.to_vec();
    input.consume(bytes.len());
    anyhow::ensure!(!bytes.contains(&CTRL_C), "cancelled");
    Ok(String::from_utf8(bytes)?.trim_end_matches(['\n', '\r']).to_owned())
}

const CTRL_C: u8 = 3;

fn line(input: &mut impl BufRead) -> anyhow::Result<String> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

/// The terminal shows nothing of what is typed until this is dropped. Ctrl-C must not leave such a terminal behind, so
/// meanwhile it sends no signal but ends the line.
struct Unseen<'a> {
    terminal: BorrowedFd<'a>,
    before: libc::termios,
}

impl<'a> Unseen<'a> {
    fn begin(terminal: BorrowedFd<'a>) -> std::io::Result<Self> {
        let mut before = MaybeUninit::<libc::termios>::uninit();
        // SAFETY: the descriptor is open for as long as it is borrowed, and `before` is as large as the call needs; it
        // is read only on success.
        let before = unsafe {
            if libc::tcgetattr(terminal.as_raw_fd(), before.as_mut_ptr()) != 0 {
                return Err(std::io::Error::last_os_error());
            }
            before.assume_init()
        };
        let mut silent = before;
        silent.c_lflag &= !(libc::ECHO | libc::ISIG);
        silent.c_cc[libc::VEOL] = CTRL_C;
        set(terminal, &silent)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Unseen<'_> {
    fn drop(&mut self) {
        // Nothing can be done about a terminal that is gone.
        let _gone = set(self.terminal, &self.before);
    }
}

fn set(terminal: BorrowedFd<'_>, how: &libc::termios) -> std::io::Result<()> {
    // SAFETY: the descriptor is open for as long as it is borrowed, and `how` is a whole termios from `tcgetattr`.
    let done = unsafe { libc::tcsetattr(terminal.as_raw_fd(), libc::TCSAFLUSH, how) };
    if done == 0 { Ok(()) } else { Err(std::io::Error::last_os_error()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::io::Read;
    use std::os::fd::{FromRawFd, OwnedFd};

    /// Both ends of a pseudo terminal: what a person types into, and what the program reads from.
    fn terminal() -> (File, OwnedFd) {
        let (mut person, mut program) = (0, 0);
        let none = std::ptr::null_mut();
        // SAFETY: both places take one descriptor each; no name, settings or size are asked for.
        let done = unsafe { libc::openpty(&mut person, &mut program, none, none.cast(), none.cast()) };
        assert_eq!(done, 0, "a pseudo terminal");
        // SAFETY: both descriptors were just made and belong to nobody else.
        unsafe { (File::from_raw_fd(person), OwnedFd::from_raw_fd(program)) }
    }

    #[test]
    fn what_is_typed_is_not_shown_and_the_terminal_comes_back() {
        let (mut person, program) = terminal();
        let mut read = std::io::BufReader::new(File::from(program.try_clone().expect("a second descriptor")));
        let unseen = Unseen::begin(program.as_fd()).expect("a terminal");
        person.write_all(b"s3cret\n").expect("typed");
        assert_eq!(typed_line(&mut read).expect("read"), "s3cret");
        person.write_all(b"s3cr\x03").expect("typed");
        assert!(typed_line(&mut read).is_err(), "Ctrl-C cancels");
        drop(unseen);
        person.write_all(b"shown\n").expect("typed");
        assert_eq!(line(&mut read).expect("read"), "shown");
        let mut screen = [0; 64];
        let count = person.read(&mut screen).expect("the screen");
        let screen = String::from_utf8_lossy(&screen[..count]);
        assert!(screen.contains("shown") && !screen.contains("s3cret"), "{screen:?}");
    }
}
