//! Files by which programs for containers start and build what they run: which they are, by their names, and which of
//! them code may start.

/// Programs that start and build containers.
pub const NAMES: [&str; 6] = [
    "docker",
    "docker-compose",
    "podman",
    "podman-compose",
    "nerdctl",
    "buildah",
];

/// Whether a file is one for containers, by its name.
#[must_use]
pub fn is_file(path: &str) -> bool {
    is_compose(path) || is_dockerfile(path)
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Whether a file is one of Compose, by its name.
#[must_use]
pub fn is_compose(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    ["yml", "yaml"].contains(&end) && name.contains("compose")
}

/// Whether a file tells how an image is built, by its name.
#[must_use]
pub fn is_dockerfile(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    ["dockerfile", "containerfile"].iter().any(|usual| {
        name == *usual
            || name
                .strip_prefix(usual)
                .is_some_and(|rest| rest.starts_with('.'))
            || name
                .strip_suffix(usual)
                .is_some_and(|rest| rest.ends_with('.'))
    })
}

/// Whether code may start what a file of this name is for.
#[must_use]
pub fn may_start(path: &str, code: &str) -> bool {
    let builds = || code.contains("build") || code.contains("compose");
    let has_program = || NAMES.iter().any(|name| code.contains(name));
    has_program()
        && (is_compose(path) && code.contains("compose") || is_dockerfile(path) && builds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_for_containers_are_known_by_their_names() {
        for (path, compose, dockerfile) in [
            ("compose.yaml", true, false),
            ("a/docker-compose.gpu.yml", true, false),
            ("Dockerfile", false, true),
            ("a/Containerfile", false, true),
            ("Dockerfile.dev", false, true),
            ("gpu.Dockerfile", false, true),
            ("Dockerfiles", false, false),
            ("compose.json", false, false),
            ("values.yaml", false, false),
        ] {
            assert_eq!(is_compose(path), compose, "{path}");
            assert_eq!(is_dockerfile(path), dockerfile, "{path}");
        }
    }

    #[test]
    fn code_starts_what_it_has_the_words_for() {
        let code = "Command::new(\"docker\").args([\"compose\", \"up\"])";
        assert!(may_start("compose.yaml", code) && may_start("Dockerfile", code));
        assert!(!may_start(
            "compose.yaml",
            "Command::new(\"docker\").arg(\"ps\")"
        ));
        assert!(!may_start("Dockerfile", "fn compose() {}"));
    }
}
