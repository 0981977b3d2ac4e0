//! Sound over HTTP: ranges, and one fact for one listening.

use super::world::World;

#[tokio::test]
async fn a_player_fetches_ranges_and_is_one_listener() {
    let world = World::start().await;
    let (_, recording) = world.call_of("agent1", "13800000000").await;
    let qa = world.as_user("qa").await;
    let before = world.last_seq().await;
    let path = format!("/api/v1/recordings/{recording}/audio");
    let whole = qa.get(&path).await;
    assert_eq!((whole.status, whole.header("content-type")), (200, Some("audio/wav")));
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert_eq!(whole.body.len(), 44 + 8_000 * 4, "one second, two channels of 16 bits");
    assert_eq!(&whole.body[..4], b"RIFF");
    let length = whole.body.len();
    for (range, from, until) in
        [("bytes=0-43", 0, 44), ("bytes=1000-", 1_000, length), ("bytes=-10", length - 10, length)]
    {
        let part = qa.with("range", range).get(&path).await;
        assert_eq!(part.status, 206, "{range}");
        assert_eq!(part.header("content-range"), Some(&*format!("bytes {from}-{}/{length}", until - 1)));
        assert_eq!(part.body, whole.body[from..until], "{range}");
    }
    let beyond = qa.with("range", "bytes=99999999-").get(&path).await;
    assert_eq!(beyond.problem(), (416, "bad_range".into()));
    assert_eq!(world.kinds_after(before).await, ["revealed"], "seeking about is one listening");
    let peaks = qa.get(&format!("/api/v1/recordings/{recording}/peaks?buckets=50")).await.json();
    assert_eq!((&peaks["duration_ms"], peaks["left"].as_array().map(Vec::len)), (&1_000.into(), Some(50)));
    assert!(peaks["left"][10].as_f64() > peaks["right"][10].as_f64());
    let silly = qa.get(&format!("/api/v1/recordings/{recording}/peaks?buckets=0")).await;
    assert_eq!(silly.problem(), (422, "bad_input".into()));
}

#[tokio::test]
async fn a_recording_whose_file_is_gone_is_not_found() {
    let world = World::start().await;
    let (_, recording) = world.call_of("agent1", "13800000000").await;
    std::fs::remove_file(world.config.recordings.join(format!("{recording}.wav"))).expect("there");
    let qa = world.as_user("qa").await;
    assert_eq!(qa.get(&format!("/api/v1/recordings/{recording}/audio")).await.problem(), (404, "not_found".into()));
}
