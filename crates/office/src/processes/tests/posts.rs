//! Posts that exclude each other (AUTH-23, AUTH-34, AUTH-46): whoever adds somebody hears why not.

use super::house::House;
use crate::OfficeError;
use crate::people::NewPerson;
use model::PersonName;

fn newcomer(username: &str, roles: &[&str]) -> NewPerson {
    NewPerson {
        username: username.into(),
        name: PersonName("李强".into()),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        team: None,
        locale: "zh-CN".into(),
        password: None,
        is_one_time: false,
    }
}

#[tokio::test]
async fn nobody_is_added_with_posts_that_exclude_each_other() {
    let house = House::new().await;
    for (roles, said) in [
        (["agent", "auditor"], "内部审计"),
        (["auditor", "permission_admin"], "内部审计"),
        (["supervisor", "permission_admin"], "配置权限"),
        (["finance", "sysadmin"], "资金"),
    ] {
        let refused: OfficeError = house.office.add_person(newcomer("both", &roles)).await.expect_err("refused");
        assert!(refused.to_string().contains(said) || format!("{refused:?}").contains(said), "{roles:?}: {refused:?}");
        assert!(house.office.directory().by_username("both").is_none(), "{roles:?}");
    }
    house.office.add_person(newcomer("one", &["auditor"])).await.expect("one post");
    house.office.add_person(newcomer("two", &["agent", "senior_agent"])).await.expect("two that go together");
}
