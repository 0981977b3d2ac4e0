//! The demo centre: its folder, its past, its open work, its callers. Everything in it is made up and marked so.

mod acts;
mod articles;
pub mod flows;
pub mod history;
pub mod traffic;
mod voices;

pub use voices::{Voices, write as write_recording};

use crate::config::Config;
use crate::files::make_private_folder;
use anyhow::{Context, bail};
use rust_embed::RustEmbed;
use std::net::SocketAddr;
use std::path::Path;

/// The product's own rulebook, so that one binary is enough.
#[derive(RustEmbed)]
#[folder = "../../rulebook"]
#[allow_missing = true]
struct BuiltIn;

/// Stands in a data folder of the demo, with the seed it was made from.
const MARKER: &str = "demo";

/// Whether this data folder was made by `qiao demo`.
pub fn is_demo_folder(data: &Path) -> bool {
    data.join(MARKER).is_file()
}

/// Removes a demo's folder. Never anything else's.
pub fn reset(data: &Path) -> anyhow::Result<()> {
    if !data.exists() {
        return Ok(());
    }
    if !is_demo_folder(data) {
        bail!("`{}` was not made by `qiao demo`; it stays as it is", data.display());
    }
    std::fs::remove_dir_all(data).with_context(|| format!("cannot remove `{}`", data.display()))
}

/// Makes the folder on first start. Returns whether it is new.
pub fn prepare(config: &Config, seed: u64) -> anyhow::Result<bool> {
    let marker = config.data.join(MARKER);
    let is_new = !marker.is_file();
    if is_new && config.data.join("qiao.db").exists() {
        bail!(
            "`{}` holds a centre that is not the demo; give the demo another folder with --data",
            config.data.display()
        );
    }
    make_private_folder(&config.data)?;
    std::fs::write(marker, format!("seed {seed}\n"))?;
    Ok(is_new)
}

/// Writes the product's rulebook into a folder; `with_demo` also its demo.
pub fn write_rulebook(folder: &Path, with_demo: bool) -> anyhow::Result<()> {
    for name in BuiltIn::iter().filter(|name| with_demo || !name.starts_with("demo/")) {
        let file = BuiltIn::get(&name).expect("a listed file is there");
        let path = folder.join(&*name);
        std::fs::create_dir_all(path.parent().expect("a file in a folder"))?;
        std::fs::write(&path, file.data).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    if !folder.join("centre.yaml").is_file() {
        bail!("this binary was built without a rulebook; name one with --rulebook");
    }
    Ok(())
}

/// Two demos on one machine: the second's machine agents answer at a free port. Only in a copy that is ours.
pub fn find_room_for_phones(folder: &Path) -> anyhow::Result<()> {
    let path = folder.join("demo/phones.yaml");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(()) };
    let address = text.split('"').find_map(|piece| piece.parse::<SocketAddr>().ok());
    let Some(taken) = address.filter(|address| std::net::UdpSocket::bind(address).is_err()) else { return Ok(()) };
    let free = std::net::UdpSocket::bind((taken.ip(), 0))?.local_addr()?;
    std::fs::write(&path, text.replace(&taken.to_string(), &free.to_string()))?;
    Ok(())
}
