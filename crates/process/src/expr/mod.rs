//! Expressions: a stated part of FEEL. Each is parsed and typed when its file is loaded; none fails when it runs.
//!
//! The language is told in `rulebook/flows/README.md`. Reading is `parse.rs`, types are `types.rs`, values `eval.rs`.

mod eval;
#[cfg(test)]
mod feel_tests;
mod lex;
mod parse;
#[cfg(test)]
mod tests;
mod types;

pub use eval::{Env, eval};
pub use types::type_of;

use crate::limits::EXPRESSION_CHARS_MAX;
use crate::value::Value;

/// A parsed expression with its text and the line it stands on.
#[derive(Clone, Debug)]
pub struct Expr {
    pub text: String,
    pub line: usize,
    pub tree: Ast,
}

/// Two expressions are one when their texts are.
impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Expr {
    pub fn parse(text: &str, line: usize) -> Result<Self, String> {
        if text.chars().count() > EXPRESSION_CHARS_MAX {
            return Err(format!("an expression has at most {EXPRESSION_CHARS_MAX} characters"));
        }
        Ok(Self { text: text.trim().to_owned(), line, tree: parse::parse(text)? })
    }

    /// Every name that it uses.
    pub fn names(&self) -> Vec<Vec<String>> {
        let mut names = Vec::new();
        self.tree.walk(&mut |ast| {
            if let Ast::Name(path) = ast {
                names.push(path.clone());
            }
        });
        names
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Ast {
    Literal(Value),
    Local(String),
    Name(Vec<String>),
    Negate(Box<Ast>),
    Binary(Op, Box<Ast>, Box<Ast>),
    /// `x in [from..to]`; the flags say whether the ends belong to it.
    Between(Box<Ast>, Box<Ast>, Box<Ast>, bool, bool),
    In(Box<Ast>, Box<Ast>),
    If(Box<Ast>, Box<Ast>, Box<Ast>),
    Call(String, Vec<Ast>),
    List(Vec<Ast>),
}

impl Ast {
    fn walk(&self, visit: &mut impl FnMut(&Ast)) {
        visit(self);
        match self {
            Self::Literal(_) | Self::Local(_) | Self::Name(_) => {}
            Self::Negate(one) => one.walk(visit),
            Self::Binary(_, one, two) | Self::In(one, two) => {
                one.walk(visit);
                two.walk(visit);
            }
            Self::Between(one, two, three, ..) | Self::If(one, two, three) => {
                one.walk(visit);
                two.walk(visit);
                three.walk(visit);
            }
            Self::Call(_, all) | Self::List(all) => all.iter().for_each(|ast| ast.walk(visit)),
        }
    }
}
