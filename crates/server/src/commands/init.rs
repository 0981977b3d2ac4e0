//! `qiao init`: a new centre: config, rulebook to edit, an admin account with a one-time password.

use super::serve::load_rulebook;
use super::{From, block_on};
use crate::control::{Request, administer};
use crate::files::make_private_folder;
use clap::Args;
use rand::Rng;
use std::process::ExitCode;

#[derive(Args)]
pub struct Init {
    #[command(flatten)]
    from: From,
    /// User name of the administrator.
    #[arg(long, default_value = "admin")]
    admin: String,
}

/// No letters that look alike. 20 of 54 characters: 115 bits.
const PASSWORD_LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const PASSWORD_CHARS: usize = 20;
/// The role that manages accounts in the product's rulebook.
const ADMIN_ROLE: &str = "sysadmin";

pub fn run(init: Init) -> anyhow::Result<ExitCode> {
    let file = init.from.config.clone();
    // The file does not exist yet: this command writes it.
    let config = From { config: file.clone().filter(|path| path.exists()), ..init.from }.resolve()?;
    if config.data.join("qiao.db").exists() {
        anyhow::bail!("`{}` holds a centre already", config.data.display());
    }
    make_private_folder(&config.data)?;
    if !config.rulebook.join("centre.yaml").is_file() {
        crate::demo::write_rulebook(&config.rulebook, false)?;
    }
    let path = file.unwrap_or_else(|| "qiao.toml".into());
    if !path.exists() {
        std::fs::write(&path, starting_file(&config))?;
    }
    let rulebook = load_rulebook(&config, false)?;
    let password: String = {
        let mut dice = rand::rng();
        (0..PASSWORD_CHARS)
            .map(|_| char::from(PASSWORD_LETTERS[dice.random_range(0..PASSWORD_LETTERS.len())]))
            .collect()
    };
    let request = Request::AddPerson {
        username: init.admin.clone(),
        name: init.admin.clone(),
        roles: vec![ADMIN_ROLE.to_owned()],
        team: None,
        password: password.clone(),
        is_one_time: true,
    };
    block_on(administer(&config, rulebook, request))?;
    println!("config    {}", path.display());
    println!("rulebook  {}  (check it with `qiao check --config {}`)", config.rulebook.display(), path.display());
    println!(
        "admin     {}  password {password}  (shown once; good for one log-in, which asks for another)",
        init.admin
    );
    println!("start     qiao serve --config {}", path.display());
    Ok(ExitCode::SUCCESS)
}

fn starting_file(config: &crate::config::Config) -> String {
    let quoted = |path: &std::path::Path| toml::Value::String(path.display().to_string()).to_string();
    format!(
        "# Settings of this centre. `qiao config` prints every key with its default and meaning.\n\
         data = {}\nhttp = \"{}\"\nsip = \"{}\"\n",
        quoted(&config.data),
        config.http,
        config.sip
    )
}
