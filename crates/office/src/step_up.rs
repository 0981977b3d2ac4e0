//! A fresh proof of who asks, for acts that need more than an open session: reveals, money, rights, rules.
//!
//! It counts for [`STEP_UP`], in this session only. Whoever has a second factor proves it by that: the password alone
//! is what a stolen one would give. Start reading at [`Office::step_up`].

use crate::accounts::proofs::SecondProof;
use crate::limits::STEP_UP;
use crate::{Caller, Office, OfficeError, entry};
use model::fact::{AccountFact, FactorKind};
use model::{Actor, FactBody, Millis};

/// What somebody proves it with. Never printed.
pub enum Proof {
    Password(String),
    Second(SecondProof),
}

impl Office {
    /// Until when acts that need a fresh proof are open to this session.
    pub async fn step_up(&self, caller: &Caller, proof: Proof) -> Result<Millis, OfficeError> {
        if caller.session.token.is_some() {
            return Err(OfficeError::NotWithToken);
        }
        let with = match proof {
            Proof::Password(_) if self.is_enrolled(caller.person.id).await? => return Err(OfficeError::WrongProof),
            Proof::Password(password) => self.prove_by_password(caller, &password).await.map(|()| None)?,
            Proof::Second(proof) => Some(self.prove_again(caller, proof).await?),
        };
        self.stepped_up(caller, with).await
    }

    async fn prove_by_password(&self, caller: &Caller, password: &str) -> Result<(), OfficeError> {
        match self.prove(caller, Some(password)).await {
            Err(OfficeError::WrongPassword) => Err(OfficeError::WrongProof),
            other => other,
        }
    }

    async fn stepped_up(&self, caller: &Caller, with: Option<FactorKind>) -> Result<Millis, OfficeError> {
        let person = caller.person.id;
        let body = FactBody::Account(AccountFact::SteppedUp { person, with });
        self.commit(vec![entry(self.fact(Actor::Person(person), &[], body))]).await?;
        let now = self.now();
        caller.session.step_up(now);
        Ok(now + STEP_UP)
    }
}
