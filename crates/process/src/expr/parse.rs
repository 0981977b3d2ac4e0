//! Text → tree. Binding, loosest first: `or`, `and`, comparison and `in`, `+ -`, `* /`, minus.

use super::lex::{Token, tokens};
use super::{Ast, Op};
use crate::dates;
use crate::limits::EXPRESSION_DEPTH_MAX;
use crate::value::Value;

pub(super) fn parse(text: &str) -> Result<Ast, String> {
    let mut reader = Reader { tokens: tokens(text)?, at: 0, depth: 0 };
    let tree = reader.any()?;
    match reader.peek() {
        None => Ok(tree),
        Some(token) => Err(format!("{} does not belong behind this expression", shown(token))),
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Number(number) => format!("`{number}`"),
        Token::Text(text) => format!("\"{text}\""),
        Token::Word(word) => format!("`{word}`"),
        Token::Sign(sign) => format!("`{sign}`"),
    }
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(found)) if *found == sign)
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is = self.is_sign(sign);
        self.at += usize::from(is);
        is
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Word(found)) if found == word);
        self.at += usize::from(is);
        is
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        if self.take_sign(sign) {
            return Ok(());
        }
        Err(match self.peek() {
            Some(token) => format!("`{sign}` is wanted where {} stands", shown(token)),
            None => format!("the expression ends where `{sign}` is wanted"),
        })
    }

    fn any(&mut self) -> Result<Ast, String> {
        self.depth += 1;
        if self.depth > EXPRESSION_DEPTH_MAX {
            return Err(format!("an expression nests at most {EXPRESSION_DEPTH_MAX} times"));
        }
        let tree = if self.take_word("if") { self.choice() } else { self.or() };
        self.depth -= 1;
        tree
    }

    fn choice(&mut self) -> Result<Ast, String> {
        let condition = self.any()?;
        if !self.take_word("then") {
            return Err("behind `if` and its condition stands `then`".into());
        }
        let then = self.any()?;
        if !self.take_word("else") {
            return Err("`if … then …` needs an `else`".into());
        }
        Ok(Ast::If(Box::new(condition), Box::new(then), Box::new(self.any()?)))
    }

    fn or(&mut self) -> Result<Ast, String> {
        let mut left = self.and()?;
        while self.take_word("or") {
            left = Ast::Binary(Op::Or, Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Ast, String> {
        let mut left = self.comparison()?;
        while self.take_word("and") {
            left = Ast::Binary(Op::And, Box::new(left), Box::new(self.comparison()?));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Ast, String> {
        let left = self.sum()?;
        if self.take_word("in") {
            return self.membership(left);
        }
        const OPS: [(&str, Op); 6] = [
            ("=", Op::Equal),
            ("!=", Op::Unequal),
            ("<=", Op::LessEqual),
            (">=", Op::GreaterEqual),
            ("<", Op::Less),
            (">", Op::Greater),
        ];
        for (sign, op) in OPS {
            if self.take_sign(sign) {
                let right = self.sum()?;
                return Ok(Ast::Binary(op, Box::new(left), Box::new(right)));
            }
        }
        Ok(left)
    }

    fn membership(&mut self, left: Ast) -> Result<Ast, String> {
        let opens_inclusive = self.is_sign("[");
        if !opens_inclusive && !self.is_sign("(") {
            let right = self.sum()?;
            return Ok(Ast::In(Box::new(left), Box::new(right)));
        }
        self.at += 1;
        let first = self.any()?;
        if self.take_sign("..") {
            let last = self.any()?;
            let closes_inclusive = self.is_sign("]");
            if !closes_inclusive && !self.is_sign(")") {
                return Err("a range ends in `]` or `)`".into());
            }
            self.at += 1;
            let (left, first, last) = (Box::new(left), Box::new(first), Box::new(last));
            return Ok(Ast::Between(left, first, last, opens_inclusive, closes_inclusive));
        }
        let mut members = vec![first];
        while self.take_sign(",") {
            members.push(self.any()?);
        }
        self.expect(if opens_inclusive { "]" } else { ")" })?;
        Ok(Ast::In(Box::new(left), Box::new(Ast::List(members))))
    }

    fn sum(&mut self) -> Result<Ast, String> {
        let mut left = self.product()?;
        loop {
            let op = if self.take_sign("+") {
                Op::Add
            } else if self.take_sign("-") {
                Op::Subtract
            } else {
                return Ok(left);
            };
            left = Ast::Binary(op, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Result<Ast, String> {
        let mut left = self.unary()?;
        loop {
            let op = if self.take_sign("*") {
                Op::Multiply
            } else if self.take_sign("/") {
                Op::Divide
            } else {
                return Ok(left);
            };
            left = Ast::Binary(op, Box::new(left), Box::new(self.unary()?));
        }
    }

    fn unary(&mut self) -> Result<Ast, String> {
        if self.take_sign("-") {
            return Ok(Ast::Negate(Box::new(self.atom()?)));
        }
        self.atom()
    }

    fn atom(&mut self) -> Result<Ast, String> {
        let Some(token) = self.peek().cloned() else { return Err("the expression ends too early".into()) };
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Ast::Literal(Value::Number(number))),
            Token::Text(text) => Ok(Ast::Literal(Value::Text(text))),
            Token::Sign("(") => {
                let inner = self.any()?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Sign("[") => Ok(Ast::List(self.list("]")?)),
            Token::Word(word) => self.word(word),
            Token::Sign(sign) => Err(format!("`{sign}` does not belong here")),
        }
    }

    fn list(&mut self, end: &str) -> Result<Vec<Ast>, String> {
        let mut members = Vec::new();
        if self.take_sign(end) {
            return Ok(members);
        }
        loop {
            members.push(self.any()?);
            if !self.take_sign(",") {
                self.expect(end)?;
                return Ok(members);
            }
        }
    }

    fn word(&mut self, word: String) -> Result<Ast, String> {
        match word.as_str() {
            "true" => return Ok(Ast::Literal(Value::Bool(true))),
            "false" => return Ok(Ast::Literal(Value::Bool(false))),
            "null" => return Ok(Ast::Literal(Value::Null)),
            "and" | "or" | "in" | "then" | "else" => return Err(format!("`{word}` does not belong here")),
            _ => {}
        }
        if self.take_sign("(") {
            let arguments = self.list(")")?;
            return literal_call(word, arguments);
        }
        let mut path = vec![word];
        while self.take_sign(".") {
            match self.peek().cloned() {
                Some(Token::Word(part)) => {
                    self.at += 1;
                    path.push(part);
                }
                _ => return Err("behind a dot stands the name of a field".into()),
            }
        }
        Ok(Ast::Name(path))
    }
}

/// `date("…")` and its like are read at once, so that a wrong one is told with its line.
fn literal_call(name: String, mut arguments: Vec<Ast>) -> Result<Ast, String> {
    let text = match arguments.as_slice() {
        [Ast::Literal(Value::Text(text))] => text.clone(),
        _ if matches!(name.as_str(), "date" | "datetime" | "duration") => {
            return Err(format!("`{name}` takes one text, as `{name}(\"…\")`"));
        }
        _ => return Ok(Ast::Call(name, arguments)),
    };
    let wrong = |example: &str| format!("`{text}` is not a {name}; write for example `{name}(\"{example}\")`");
    Ok(match name.as_str() {
        "date" => Ast::Literal(Value::Date(dates::parse_date(&text).ok_or_else(|| wrong("2026-01-01"))?)),
        "datetime" => {
            dates::parse_datetime(&text, 0).ok_or_else(|| wrong("2026-01-01T09:00"))?;
            Ast::Local(text)
        }
        "duration" => Ast::Literal(Value::Duration(dates::parse_duration(&text).ok_or_else(|| wrong("P1DT2H"))?)),
        _ => Ast::Call(name, std::mem::take(&mut arguments)),
    })
}
