//! Recordings: who may hear them, and the fact that somebody did.

use crate::calls::resource_of;
use crate::limits::{LISTENED_KEPT_MAX, LISTENING_IS_ONE_FOR};
use crate::writer::recovery::Sound;
use crate::{Caller, Office, OfficeError, entry};
use access::Resource;
use access::actions::{PlayRecording, ViewCall};
use model::{Actor, FactBody, Millis, RecordingId};
use std::path::PathBuf;

/// RIFF, `fmt ` with extension size, `fact` and `data`, as `media` writes them.
const WAV_HEAD_BYTES: u64 = 58;
/// Two channels of A-law at 8 kHz.
const WAV_BYTES_PER_MS: u64 = 16;

/// A recording that the reader may hear.
#[derive(Debug)]
pub struct Heard {
    pub file: PathBuf,
    pub id: RecordingId,
    /// The call, as policy is told of it.
    resource: Resource,
}

impl Office {
    /// The file to play. The first opening within a while is a fact; seeking about in it is not another.
    pub async fn play(&self, caller: &Caller, id: RecordingId) -> Result<Heard, OfficeError> {
        let resource = self.recording_of_visible_call(caller, id).await?;
        let permit = self.demand::<PlayRecording>(caller, &resource).await?;
        if self.is_new_listening(caller, id) {
            let person = caller.person.id;
            let body = FactBody::Revealed { person, what: "recording".into(), resource: format!("recording {id}") };
            self.commit(vec![entry(self.fact(Actor::Person(person), permit.reasons(), body))]).await?;
        }
        Ok(Heard { file: self.recording_file(id), id, resource })
    }

    /// The file for its waveform: the same right, but nobody has heard a word yet.
    pub async fn look_at_recording(&self, caller: &Caller, id: RecordingId) -> Result<Heard, OfficeError> {
        let resource = self.recording_of_visible_call(caller, id).await?;
        self.demand::<PlayRecording>(caller, &resource).await?;
        Ok(Heard { file: self.recording_file(id), id, resource })
    }

    /// Whether what was allowed a moment ago still is: while the sound is on its way.
    pub fn still_hears(&self, caller: &Caller, heard: &Heard) -> bool {
        !caller.session.is_over(self.now())
            && self.permit::<ViewCall>(caller, &heard.resource).is_ok()
            && self.permit::<PlayRecording>(caller, &heard.resource).is_ok()
    }

    async fn recording_of_visible_call(&self, caller: &Caller, id: RecordingId) -> Result<Resource, OfficeError> {
        let recording = store::recordings::by_id(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        let row = store::calls::by_id(&self.store, recording.call).await?.ok_or(OfficeError::NotFound)?;
        let resource = resource_of(&row);
        match self.permit::<ViewCall>(caller, &resource) {
            Ok(_) => Ok(resource),
            Err(_) => Err(OfficeError::NotFound),
        }
    }

    fn is_new_listening(&self, caller: &Caller, id: RecordingId) -> bool {
        let now = self.now();
        let mut listened = self.listened.lock().expect("no code panics while it holds this lock");
        if listened.len() >= LISTENED_KEPT_MAX {
            listened.retain(|_, at| now.since(*at) < LISTENING_IS_ONE_FOR);
        }
        if listened.len() >= LISTENED_KEPT_MAX {
            return true; // Rather a fact too many.
        }
        let last = listened.insert((caller.session.token_hash.clone(), id), now);
        last.is_none_or(|at| now.since(at) >= LISTENING_IS_ONE_FOR)
    }

    /// What a recording that was cut off holds, by its file. `None`: there is no such file.
    pub(crate) fn sound_of(&self, id: RecordingId) -> Option<Sound> {
        let bytes = std::fs::metadata(self.recording_file(id)).ok()?.len();
        let sound = bytes.saturating_sub(WAV_HEAD_BYTES);
        Some(Sound { duration_ms: Millis((sound / WAV_BYTES_PER_MS) as i64), bytes })
    }

    pub(crate) fn recording_file(&self, id: RecordingId) -> PathBuf {
        self.recordings.join(format!("{id}.wav"))
    }
}
