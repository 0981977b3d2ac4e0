//! `policies/`: hands schema and Cedar files to `access`, and holds the roles they name against `org/roles.yaml`.

use crate::files::Sources;
use crate::org::Org;
use crate::problem::{Problems, known};
use access::{Access, ProblemIn};

const SCHEMA: &str = "schema.cedarschema";

pub(crate) type Policies = (String, Vec<(String, String)>, Option<Access>);

/// Schema text, policy files by name, and the checked policies.
pub(crate) fn read(sources: &Sources, org: &Org, problems: &mut Problems) -> Policies {
    let Some(schema) = sources.file("policies", SCHEMA) else {
        problems.unreadable(
            &format!("policies/{SCHEMA}"),
            1,
            "the file is missing; copy it from the product's rulebook",
        );
        return (String::new(), Vec::new(), None);
    };
    let files: Vec<(String, String)> = sources
        .folder("policies")
        .iter()
        .filter(|text| text.name.ends_with(".cedar"))
        .map(|text| (text.name.clone(), text.text.clone()))
        .collect();
    let access = match Access::new(&schema.text, &files) {
        Ok(access) => Some(access),
        Err(found) => {
            for problem in found {
                let file = match &problem.place {
                    ProblemIn::Schema => &schema.name,
                    ProblemIn::Policies(file) => file,
                };
                problems.unreadable(file, problem.line, problem.message);
            }
            None
        }
    };
    for policy in access.iter().flat_map(Access::policies) {
        for role in policy.roles.iter().filter(|role| !org.roles.iter().any(|known| known.id == **role)) {
            let roles = known(org.roles.iter().map(|role| role.id.as_str()));
            let message = format!("no role `{role}` in org/roles.yaml ({roles})");
            problems.dangling(&policy.file, policy.line, message);
        }
    }
    (schema.text.clone(), files, access)
}
