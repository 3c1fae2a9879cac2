//! Files by which programs for containers start and build what they run: which they are, by their names, and which of
//! them code may start.

/// Files that Compose takes where none is named.
pub const USUAL: [&str; 8] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
    "compose.override.yaml",
    "compose.override.yml",
    "docker-compose.override.yaml",
    "docker-compose.override.yml",
];
/// Programs that start and build containers.
pub const NAMES: [&str; 6] = [
    "docker",
    "docker-compose",
    "podman",
    "podman-compose",
    "nerdctl",
    "buildah",
];

/// Files that `docker buildx bake` takes where none is named, beside those of Compose.
pub const BAKED: [&str; 4] = [
    "docker-bake.hcl",
    "docker-bake.json",
    "docker-bake.override.hcl",
    "docker-bake.override.json",
];

/// Whether a file is one for containers, by its name.
#[must_use]
pub fn is_file(path: &str) -> bool {
    is_compose(path) || is_dockerfile(path) || is_bake(path)
}

/// Whether a file is one of `docker buildx bake`, by its name.
#[must_use]
pub fn is_bake(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    end == "hcl" || end == "json" && name.contains("bake")
}

/// Whether a file may be one for containers where something names it: any YAML for Compose, or what sets variables.
#[must_use]
pub fn may_be_file(path: &str) -> bool {
    is_file(path) || is_yaml(path) || is_environment(path)
}

pub(super) fn is_yaml(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    ["yml", "yaml"].contains(&end)
}

/// Whether a file sets variables for the services of Compose, by its name: `.env`, `llm.env`, `.env.prod`.
#[must_use]
pub fn is_environment(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    name.starts_with(".env") || end == "env"
}

/// Whether a file of Compose names another one: what it extends or includes, or where its variables are.
#[must_use]
pub fn is_named_by(path: &str, compose: &str) -> bool {
    let names = ["extends", "include", "env_file"].iter();
    may_be_file(path)
        && compose.contains(file_name(path))
        && names.clone().any(|key| compose.contains(key))
}

pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Whether what starts by a text of the file `of` may take a file for containers: the text starts it, builds by it, or names it
/// as `env_file`, `extends` and `include` do.
#[must_use]
pub fn is_started_by(of: &str, path: &str, text: &str) -> bool {
    may_start(path, text)
        || (is_services(of, text) || is_bake(of)) && is_dockerfile(path)
        || may_be_file(of) && is_named_by(path, text)
}

/// Whether a file is one of Compose, by its name.
#[must_use]
pub fn is_compose(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    ["yml", "yaml"].contains(&end) && name.contains("compose")
}

/// Whether a file states services for Compose, by its text.
#[must_use]
pub fn is_services(path: &str, text: &str) -> bool {
    is_compose(path) || is_yaml(path) && text.contains("services:")
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
    let composes = || {
        let name = file_name(path);
        let is_named =
            name == ".env" || (is_yaml(path) || is_environment(path)) && code.contains(name);
        let starts = ["compose", "stack", "bake"]
            .iter()
            .any(|word| code.contains(word));
        (is_compose(path) || is_named) && starts
    };
    let bakes = || is_bake(path) && code.contains("bake");
    has_program() && (composes() || is_dockerfile(path) && builds() || bakes())
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
            ("docker-bake.hcl", false, false),
        ] {
            assert_eq!(is_compose(path), compose, "{path}");
            assert_eq!(is_dockerfile(path), dockerfile, "{path}");
        }
    }

    #[test]
    fn code_starts_what_it_has_the_words_for() {
        let code = "Command::new(\"docker\").args([\"compose\", \"up\"])";
        assert!(may_start("compose.yaml", code) && may_start("Dockerfile", code));
        assert!(may_start(".env", code) && !may_start("dev.yml", code));
        let named = "Command::new(\"docker\").args([\"compose\", \"-f\", \"ops/dev.yml\", \"up\"])";
        assert!(may_start("ops/dev.yml", named) && !may_start("llm.env", named));
        assert!(
            is_named_by("llm.env", "env_file: llm.env")
                && !is_named_by("x.env", "env_file: llm.env")
        );
        assert!(!may_start(
            "compose.yaml",
            "Command::new(\"docker\").arg(\"ps\")"
        ));
        assert!(!may_start("Dockerfile", "fn compose() {}"));
    }
}
