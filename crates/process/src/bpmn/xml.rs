//! A small tree of XML elements over `quick-xml`. Document types and processing instructions are refused.

use crate::limits::{BPMN_BYTES_MAX, YAML_DEPTH_MAX};
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Local name, without prefix.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.attributes.push((key.to_owned(), value.to_owned()));
        self
    }

    pub fn child(mut self, child: Element) -> Self {
        self.children.push(child);
        self
    }

    pub fn text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    pub fn id(&self) -> &str {
        self.get("id").unwrap_or("")
    }

    pub fn first(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name || child.name.ends_with(&format!(":{name}")))
    }

    /// Text of `extensionElements/NAME`.
    pub fn extension(&self, name: &str) -> Option<&str> {
        Some(self.first("extensionElements")?.first(name)?.text.as_str())
    }

    pub fn write(&self, indent: usize, out: &mut String) {
        let pad = "  ".repeat(indent);
        out.push_str(&format!("{pad}<{}", self.name));
        for (key, value) in &self.attributes {
            out.push_str(&format!(" {key}=\"{}\"", escape(value.as_str())));
        }
        if self.children.is_empty() && self.text.is_empty() {
            out.push_str("/>\n");
        } else if self.children.is_empty() {
            out.push_str(&format!(">{}</{}>\n", escape(self.text.as_str()), self.name));
        } else {
            out.push_str(">\n");
            self.children.iter().for_each(|child| child.write(indent + 1, out));
            out.push_str(&format!("{pad}</{}>\n", self.name));
        }
    }
}

pub(super) fn parse(text: &str) -> Result<Element, String> {
    if text.len() > BPMN_BYTES_MAX {
        return Err(format!("the file has more than {BPMN_BYTES_MAX} bytes"));
    }
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        let at = reader.buffer_position();
        let wrong = |error: &dyn std::fmt::Display| format!("byte {at}: {error}");
        match reader.read_event().map_err(|error| wrong(&error))? {
            Event::Start(start) => {
                open.push(element(&start).map_err(|error| wrong(&error))?);
                if open.len() > YAML_DEPTH_MAX * 2 {
                    return Err("the file nests too deep".into());
                }
            }
            Event::Empty(start) => {
                let element = element(&start).map_err(|error| wrong(&error))?;
                open.last_mut().ok_or("an element stands outside")?.children.push(element);
            }
            Event::End(_) => {
                let done = open.pop().ok_or("an element ends that did not begin")?;
                open.last_mut().ok_or("an element ends that did not begin")?.children.push(done);
            }
            Event::Text(text) => {
                open.last_mut().ok_or("text stands outside")?.text.push_str(&text);
            }
            Event::CData(text) => {
                open.last_mut().ok_or("text stands outside")?.text.push_str(&text);
            }
            Event::GeneralRef(name) => {
                let text =
                    quick_xml::escape::unescape(&format!("&{};", &*name)).map_err(|error| wrong(&error))?.into_owned();
                open.last_mut().ok_or("text stands outside")?.text.push_str(&text);
            }
            Event::Comment(_) | Event::Decl(_) => {}
            Event::PI(_) | Event::DocType(_) => return Err("document types and instructions are refused".into()),
            Event::Eof => break,
        }
    }
    let root = open.pop().filter(|_| open.is_empty()).ok_or("an element is not closed")?;
    root.children.into_iter().next().ok_or_else(|| "there is no element".into())
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let local = |name: &str| name.rsplit_once(':').map_or(name, |(_, local)| local).to_owned();
    let mut element = Element::new(&local(start.name().as_ref()));
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| error.to_string())?.into_owned();
        let key = attribute.key.as_ref().to_owned();
        // Only our own attributes keep their prefix.
        let key = if key.starts_with("qiao:") { key } else { local(&key) };
        element.attributes.push((key, value));
    }
    Ok(element)
}
