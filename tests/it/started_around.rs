//! Files around a package that its code runs or starts: scripts, files of Compose and of recipes in the workspace.

use crate::support::{Project, mit_manifest};

const SERVER: &str = "ghcr.io/huggingface/text-generation-inference";
const WHOLE: &str = "services:\n  llm:\n    image: ghcr.io/huggingface/text-generation-inference\n    command: --model-id acme/big\n";

/// A member of a workspace, in a directory below it, whose `main` is this.
fn member(main: &str, files: &[(&str, &str)]) -> Project {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"apps/app\"]\nresolver = \"2\"\n",
        ),
        ("apps/app/Cargo.toml", &mit_manifest("app", "")),
        ("apps/app/src/main.rs", main),
    ]);
    for (path, text) in files {
        project.write(path, text);
    }
    project
}

fn taken(project: &Project) -> Vec<String> {
    let json = project.run(&["check", "--format", "json"]).json();
    let all = json["findings"].as_array().expect("findings").iter();
    let models = all.filter_map(|finding| finding["model"].as_str().map(str::to_owned));
    models.collect()
}

fn command(program: &str, args: &str) -> String {
    let args: Vec<String> = args.split(' ').map(|arg| format!("\"{arg}\"")).collect();
    format!(
        "fn main() {{ std::process::Command::new(\"{program}\").args([{}]).status().unwrap(); }}\n",
        args.join(", ")
    )
}

#[test]
fn what_code_runs_around_its_package_is_read() {
    let fetch = "#!/bin/sh\nhf download acme/big\n";
    let python = "from huggingface_hub import snapshot_download\nsnapshot_download(\"acme/big\")\n";
    let imports = "import more\nmore.fetch()\n";
    let more = "from huggingface_hub import snapshot_download\ndef fetch():\n    snapshot_download(\"acme/big\")\n";
    let make = "model:\n\thf download acme/big\n";
    for (main, files) in [
        (
            command("docker", "compose -f ../../deploy/dev.yml up"),
            &[("deploy/dev.yml", WHOLE)][..],
        ),
        // From the root of the workspace, where cargo runs it.
        (
            command("docker", "compose -f deploy/dev.yml up"),
            &[("deploy/dev.yml", WHOLE)],
        ),
        (command("docker", "compose up"), &[("compose.yaml", WHOLE)]),
        (
            command("bash", "../../ops/fetch.sh"),
            &[("ops/fetch.sh", fetch)],
        ),
        (command("ops/fetch.sh", "all"), &[("ops/fetch.sh", fetch)]),
        (
            command("python3", "ops/fetch.py"),
            &[("ops/fetch.py", python)],
        ),
        (
            command("python3", "../../ops/fetch.py"),
            &[("ops/fetch.py", imports), ("ops/more.py", more)],
        ),
        (command("make", "-C ../.. model"), &[("Makefile", make)]),
        // A script of the package starts what lies around it.
        (
            command("sh", "up.sh"),
            &[
                (
                    "apps/app/up.sh",
                    "docker compose -f ../../deploy/dev.yml up -d\n",
                ),
                ("deploy/dev.yml", WHOLE),
            ],
        ),
    ] {
        assert_eq!(taken(&member(&main, files)), ["acme/big"], "{main}");
    }
    let joined = "fn main() { let script = concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../ops/fetch.sh\"); \
                  std::process::Command::new(\"sh\").arg(script).status().unwrap(); }\n";
    assert_eq!(
        taken(&member(joined, &[("ops/fetch.sh", fetch)])),
        ["acme/big"]
    );
    // A build script as well.
    let project = member("fn main() {}\n", &[("ops/fetch.sh", fetch)]);
    project.write("apps/app/build.rs", &command("sh", "../../ops/fetch.sh"));
    assert_eq!(taken(&project), ["acme/big"]);
}

#[test]
fn what_no_code_runs_around_a_package_is_none_of_it() {
    let fetch = "#!/bin/sh\nhf download acme/big\n";
    for (main, files) in [
        (
            "fn main() {}\n".to_owned(),
            &[("ops/fetch.sh", fetch), ("compose.yaml", WHOLE)][..],
        ),
        (
            command("sh", "../../ops/other.sh"),
            &[("ops/fetch.sh", fetch), ("ops/other.sh", "ls\n")],
        ),
        (command("docker", "compose ps"), &[("compose.yaml", WHOLE)]),
        // The package has one of its own.
        (
            command("docker", "compose up"),
            &[
                ("compose.yaml", WHOLE),
                (
                    "apps/app/compose.yaml",
                    "services:\n  db:\n    image: postgres\n",
                ),
            ],
        ),
    ] {
        assert_eq!(taken(&member(&main, files)), [""; 0], "{main}");
    }
    // What lies outside of the workspace is not read.
    let project = Project::new(&[
        ("in/Cargo.toml", &mit_manifest("app", "[workspace]\n")),
        ("in/src/main.rs", &command("sh", "../fetch.sh")),
        ("fetch.sh", fetch),
    ]);
    let json = [
        "check",
        "--format",
        "json",
        "--manifest-path",
        "in/Cargo.toml",
    ];
    let json = project.run(&json).json();
    assert!(
        json["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .all(|it| it["model"].is_null()),
        "{json}"
    );
}

#[test]
fn a_service_of_a_profile_runs_where_the_profile_is_on() {
    let profiled = format!(
        "services:\n  db:\n    image: postgres\n  llm:\n    image: {SERVER}\n    profiles: [gpu]\n    command: --model-id acme/big\n"
    );
    let needed = profiled.replace("image: postgres", "image: postgres\n    depends_on: [llm]");
    for (args, text, runs) in [
        ("compose up", &profiled, false),
        ("compose --profile gpu up", &profiled, true),
        ("compose --profile=gpu up", &profiled, true),
        ("compose --profile * up", &profiled, true),
        ("compose --profile web up", &profiled, false),
        // Who names a service means it.
        ("compose up llm", &profiled, true),
        ("compose run llm", &profiled, true),
        // Compose refuses this; what it would start counts.
        ("compose up", &needed, true),
    ] {
        let project = member(
            &command("docker", args),
            &[("apps/app/compose.yaml", text.as_str())],
        );
        let expected: &[&str] = if runs { &["acme/big"] } else { &[] };
        assert_eq!(taken(&project), expected, "{args}\n{text}");
    }
    // By a variable of the environment, any may be on.
    let by_name = "fn main() { std::process::Command::new(\"docker\").args([\"compose\", \"up\"]).env(\"COMPOSE_PROFILES\", \"gpu\").status().unwrap(); }\n";
    let project = member(by_name, &[("apps/app/compose.yaml", profiled.as_str())]);
    assert_eq!(taken(&project), ["acme/big"]);
    let of_file = [
        ("apps/app/compose.yaml", profiled.as_str()),
        ("apps/app/.env", "COMPOSE_PROFILES=gpu\n"),
    ];
    assert_eq!(
        taken(&member(&command("docker", "compose up"), &of_file)),
        ["acme/big"]
    );
}

#[test]
fn only_what_compose_starts_of_a_file_that_is_named_counts() {
    let text = format!(
        "services:\n  db:\n    image: postgres\n  llm:\n    image: {SERVER}\n    command: --model-id acme/big\n"
    );
    let file = ("apps/app/gpu-compose.yaml", text.as_str());
    for (args, runs) in [
        ("-f gpu-compose.yaml up llm", true),
        ("-f gpu-compose.yaml up db", false),
        ("-f gpu-compose.yaml up", true),
        ("-f gpu-compose.yaml down", false),
    ] {
        let expected: &[&str] = if runs { &["acme/big"] } else { &[] };
        let by_code = command("docker", &format!("compose {args}"));
        assert_eq!(taken(&member(&by_code, &[file])), expected, "{args}");
        let script = format!("cd x\ndocker compose {args}\n");
        let script = ("apps/app/up.sh", script.as_str());
        let by_script = member(&command("sh", "up.sh"), &[file, script]);
        assert_eq!(taken(&by_script), expected, "by a script: {args}");
    }
    // What Swarm deploys are all services.
    let stack = command("docker", "stack deploy -c gpu-compose.yaml app");
    assert_eq!(taken(&member(&stack, &[file])), ["acme/big"]);
    // What another program of a build script makes of the file is not known: all of it counts.
    let other = command("./wrap.sh", "-f gpu-compose.yaml");
    let other = [file, ("apps/app/build.rs", other.as_str())];
    assert_eq!(taken(&member("fn main() {}\n", &other)), ["acme/big"]);
}

#[test]
fn recipes_of_other_runners_are_read() {
    let npm = "{\n  \"scripts\": {\n    \"fetch:model\": \"hf download acme/big\",\n    \"lint\": \"eslint .\",\n    \"prebuild\": \"npm run fetch:model\",\n    \"build\": \"vite build\"\n  }\n}\n";
    let task = "version: '3'\nvars:\n  MODEL: acme/big\ntasks:\n  lint:\n    cmds: [eslint .]\n  model:\n    cmds:\n      - hf download {{.MODEL}}\n  all:\n    deps: [model]\n    cmds:\n      - task: lint\n  by-cmd:\n    cmds:\n      - task: model\n";
    let make = "[tasks.lint]\ncommand = \"cargo\"\nargs = [\"clippy\"]\n[tasks.model]\ncommand = \"hf\"\nargs = [\"download\", \"acme/big\"]\n[tasks.all]\ndependencies = [\"model\"]\n[tasks.script]\nscript = '''\nhf download acme/big\n'''\n";
    for (program, args, file, found) in [
        ("npm", "run fetch:model", ("package.json", npm), true),
        ("npm", "run build", ("package.json", npm), true),
        ("pnpm", "fetch:model", ("package.json", npm), true),
        ("yarn", "build", ("package.json", npm), true),
        ("npm", "run lint", ("package.json", npm), false),
        ("npm", "install", ("package.json", npm), false),
        (
            "npm",
            "--prefix ui run build",
            ("ui/package.json", npm),
            true,
        ),
        ("task", "model", ("Taskfile.yml", task), true),
        ("task", "all", ("Taskfile.yml", task), true),
        ("task", "by-cmd", ("Taskfile.yml", task), true),
        ("task", "lint", ("Taskfile.yml", task), false),
        ("cargo", "make model", ("Makefile.toml", make), true),
        ("cargo", "make all", ("Makefile.toml", make), true),
        ("cargo", "make script", ("Makefile.toml", make), true),
        ("cargo", "make lint", ("Makefile.toml", make), false),
        ("cargo", "run --release", ("Makefile.toml", make), false),
    ] {
        let path = format!("apps/app/{}", file.0);
        let project = member(&command(program, args), &[(path.as_str(), file.1)]);
        let expected: &[&str] = if found { &["acme/big"] } else { &[] };
        assert_eq!(taken(&project), expected, "{program} {args}");
    }
}

#[test]
fn what_scripts_and_recipes_run_is_followed() {
    let fetch = "#!/bin/sh\nhf download acme/big\n";
    let npm = "{\n  \"scripts\": {\n    \"model\": \"hf download acme/big\",\n    \"lint\": \"sh lint.sh\"\n  }\n}\n";
    for (main, files) in [
        (
            command("sh", "up.sh"),
            &[("up.sh", "set -e\n./fetch.sh\n"), ("fetch.sh", fetch)][..],
        ),
        (
            command("make", "model"),
            &[
                ("Makefile", "model:\n\tbash tools/fetch.sh\n"),
                ("tools/fetch.sh", fetch),
            ],
        ),
        (
            command("sh", "up.sh"),
            &[
                ("up.sh", "cd ui && npm run model\n"),
                ("ui/package.json", npm),
            ],
        ),
        (
            command("make", "model"),
            &[
                ("Makefile", "model:\n\tnpm run model\n"),
                ("package.json", npm),
            ],
        ),
    ] {
        let files: Vec<(String, &str)> = files
            .iter()
            .map(|(path, text)| (format!("apps/app/{path}"), *text))
            .collect();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), *text))
            .collect();
        assert_eq!(taken(&member(&main, &files)), ["acme/big"], "{main}");
    }
    // What a variable decides is not silent.
    for line in [
        "git clone https://huggingface.co/$(REPO)",
        "hf download $(REPO)",
        "curl -LO https://huggingface.co/$(REPO)/resolve/main/model.safetensors",
    ] {
        let make = format!("model:\n\t{line}\n");
        let files = [("apps/app/Makefile", make.as_str())];
        let project = member(&command("make", "model"), &files);
        let json = project.run(&["check", "--format", "json"]).json();
        let mut all = json["findings"].as_array().expect("findings").iter();
        assert!(
            all.any(|it| it["code"] == "unresolved-pull"),
            "{line}: {json}"
        );
    }
    // What calls itself ends.
    let files = [
        ("apps/app/up.sh", "sh again.sh\nnpm run lint\n"),
        ("apps/app/again.sh", "sh up.sh\n"),
        ("apps/app/lint.sh", "npm run lint\n"),
        ("apps/app/package.json", npm),
    ];
    assert_eq!(taken(&member(&command("sh", "up.sh"), &files)), [""; 0]);
}

#[test]
fn directories_that_code_names_are_looked_in_and_files_that_recipes_take_in_are_read() {
    let in_ops = |program: &str, args: &str| {
        command(program, args).replace(".status()", ".current_dir(\"../../ops\").status()")
    };
    let fetch = "hf download acme/big\n";
    for (main, other, files) in [
        (
            in_ops("make", "model"),
            in_ops("make", "lint"),
            &[
                ("ops/Makefile", "include mk/*.mk\nlint:\n\tls\n"),
                (
                    "ops/mk/a.mk",
                    "model: m/x.gguf\nm/%.gguf:\n\thf download acme/big\n",
                ),
            ][..],
        ),
        (
            in_ops("./fetch.ps1", "all"),
            in_ops("./other.ps1", "all"),
            &[("ops/fetch.ps1", fetch), ("ops/other.ps1", "ls\n")],
        ),
        (
            in_ops("just", "models fetch"),
            in_ops("just", "models clean"),
            &[
                ("ops/justfile", "mod models\n"),
                (
                    "ops/models.just",
                    "fetch:\n    hf download acme/big\nclean:\n    ls\n",
                ),
            ],
        ),
        (
            in_ops("task", "m:get"),
            in_ops("task", "m:clean"),
            &[
                (
                    "ops/Taskfile.yml",
                    "version: '3'\nincludes:\n  m: ./ai/models.yml\n",
                ),
                (
                    "ops/ai/models.yml",
                    "version: '3'\ntasks:\n  get: hf download acme/big\n  clean: ls\n",
                ),
            ],
        ),
        (
            in_ops("npm", "run get -w ai"),
            in_ops("npm", "run lint -w ai"),
            &[
                ("ops/package.json", "{ \"workspaces\": [\"libs/*\"] }\n"),
                (
                    "ops/libs/ai/package.json",
                    "{ \"scripts\": { \"get\": \"python3 get.py\", \"lint\": \"ls\" } }\n",
                ),
                (
                    "ops/libs/ai/get.py",
                    "from huggingface_hub import snapshot_download\nsnapshot_download(\"acme/big\")\n",
                ),
            ],
        ),
        (
            in_ops("deno", "task get"),
            in_ops("deno", "task lint"),
            &[(
                "ops/deno.jsonc",
                "{\n  // all\n  \"tasks\": { \"get\": { \"command\": \"hf download acme/big\", }, \"lint\": \"deno lint\" },\n}\n",
            )],
        ),
        (
            in_ops("docker", "compose build"),
            in_ops("docker", "compose ps"),
            &[
                (
                    "ops/compose.yaml",
                    "services:\n  a:\n    build: { context: ./a }\n",
                ),
                (
                    "ops/a/Dockerfile",
                    "FROM python\nRUN hf download acme/big\n",
                ),
            ],
        ),
    ] {
        assert_eq!(taken(&member(&main, files)), ["acme/big"], "{main}");
        assert_eq!(taken(&member(&other, files)), [""; 0], "{other}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_an_incomplete_analysis() {
    for (main, path, text) in [
        (
            command("npm", "run x"),
            "package.json",
            "{ \"scripts\": { \"x\": \"hf download acme/big\",",
        ),
        (
            command("task", "x"),
            "Taskfile.yml",
            "tasks: { x: [hf download acme/big\n",
        ),
        (
            command("docker", "compose up"),
            "compose.yaml",
            "services: [\n",
        ),
    ] {
        let path = format!("apps/app/{path}");
        let project = member(&main, &[(path.as_str(), text)]);
        let json = project.run(&["check", "--format", "json"]).json();
        let mut all = json["findings"].as_array().expect("findings").iter();
        let is_stop = all.any(|it| it["code"] == "incomplete-analysis");
        assert!(is_stop, "{path}: {json}");
        // An empty one runs nothing.
        project.write(&path, if path.ends_with("json") { "{}" } else { "" });
        assert_eq!(taken(&project), [""; 0], "{path}");
    }
    // A mark of the encoding, and bytes that are no UTF-8, hide nothing.
    let npm = "\u{feff}{ \"scripts\": { \"x\": \"hf download acme/big\" } }";
    let project = member(&command("npm", "run x"), &[("apps/app/package.json", npm)]);
    assert_eq!(taken(&project), ["acme/big"]);
    let project = member(&command("make", "x"), &[]);
    let path = project.path("apps/app/Makefile");
    std::fs::write(path, b"# \xff\nx:\n\thf download acme/big\n").expect("written");
    assert_eq!(taken(&project), ["acme/big"]);
}

#[test]
fn long_chains_of_recipes_end() {
    let recipes = (0..500).map(|number| format!("r{number}:\n\tmake r{}\n", number + 1));
    let mut make: String = recipes.collect::<Vec<String>>().concat();
    make.push_str("r500:\n\thf download acme/big\n\tmake r0\n");
    let project = member(
        &command("make", "r0"),
        &[("apps/app/Makefile", make.as_str())],
    );
    assert_eq!(taken(&project), ["acme/big"]);
}

/// A program of Tauri whose configuration has this part on builds, beside these files of its project.
fn front(build: &str, files: &[(&str, &str)]) -> Project {
    let project = Project::new(&[
        (
            "src-tauri/Cargo.toml",
            &mit_manifest("app", "build = \"build.rs\"\n"),
        ),
        ("src-tauri/build.rs", "fn main() { tauri_build::build() }\n"),
        (
            "src-tauri/src/main.rs",
            "fn main() { tauri::Builder::default(); }\n",
        ),
        (
            "src-tauri/tauri.conf.json",
            &format!("{{\n  \"build\": {{\n    {build}\n  }}\n}}\n"),
        ),
        (
            "package.json",
            "{\n  \"scripts\": {\n    \"model\": \"node x.js && bash scripts/fetch.sh\",\n    \"build\": \"npm run model && vite build\",\n    \"plain\": \"vite build\"\n  }\n}\n",
        ),
        ("scripts/fetch.sh", "hf download acme/big\n"),
    ]);
    for (path, text) in files {
        project.write(path, text);
    }
    project
}

#[test]
fn what_tauri_runs_before_it_builds_counts() {
    let of = |project: &Project| {
        let args = [
            "check",
            "--format",
            "json",
            "--manifest-path",
            "src-tauri/Cargo.toml",
        ];
        let json = project.run(&args).json();
        let all = json["findings"].as_array().expect("findings").clone();
        let models = all.iter().filter(|it| it["model"].is_string());
        let shown = models.map(|it| {
            format!(
                "{} {}",
                it["model"].as_str().unwrap(),
                it["how"].as_str().unwrap()
            )
        });
        shown.collect::<Vec<String>>()
    };
    for build in [
        "\"beforeBuildCommand\": \"npm run build\"",
        "\"beforeDevCommand\": \"npm run build\"",
        "\"beforeBuildCommand\": \"hf download acme/big\"",
        "\"beforeBuildCommand\": { \"cwd\": \"..\", \"script\": \"bash scripts/fetch.sh\" }",
    ] {
        assert_eq!(of(&front(build, &[])), ["acme/big build"], "{build}");
    }
    for build in [
        "\"beforeBuildCommand\": \"npm run plain\"",
        "\"frontendDist\": \"../dist\"",
    ] {
        assert_eq!(of(&front(build, &[])), [""; 0], "{build}");
    }
}

/// A package by itself.
fn alone(main: &str, files: &[(&str, &str)]) -> Project {
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/main.rs", main),
    ]);
    for (path, text) in files {
        project.write(path, text);
    }
    project
}

/// The codes of what is found, apart from models that are not declared.
fn codes(project: &Project) -> Vec<String> {
    let json = project.run(&["check", "--format", "json"]).json();
    let all = json["findings"].as_array().expect("findings").iter();
    let codes = all.filter_map(|finding| finding["code"].as_str().map(str::to_owned));
    codes.filter(|code| code != "undeclared-model").collect()
}

#[test]
fn what_is_run_and_is_not_there_is_reported() {
    for (main, files) in [
        (command("bash", "scripts/fetch.sh all"), &[][..]),
        (command("./scripts/fetch.sh", "all"), &[]),
        (command("python3", "tools/load.py"), &[]),
        (command("uv", "run tools/load.py"), &[]),
        (command("docker", "compose -f deploy/llm.yml up"), &[]),
        (command("docker", "build -f docker/Model.Dockerfile ."), &[]),
        (command("ollama", "create x -f Modelfile"), &[]),
        (command("make", "model"), &[]),
        (command("just", "model"), &[]),
        (command("npm", "run model"), &[]),
        (command("task", "-t ci/tasks.yml model"), &[]),
        (
            command("bash", "run.sh"),
            &[("run.sh", "#!/bin/sh\n. ./lib.sh\nfetch\n")],
        ),
    ] {
        assert_eq!(codes(&alone(&main, files)), ["unresolved-pull"], "{main}");
    }
}

#[test]
fn a_text_for_a_program_that_is_no_shell_is_no_line_of_one() {
    let of = |program: &str, option: &str, text: &str| {
        let args = format!("[\"{option}\", \"{text}\"]");
        let main = format!(
            "fn main() {{ std::process::Command::new(\"{program}\").args({args}).status().unwrap(); }}\n"
        );
        codes(&alone(&main, &[]))
    };
    let script = "tell application \\\"Finder\\\"\\nmake login item\\nend tell";
    assert_eq!(of("osascript", "-e", script), [""; 0]);
    assert_eq!(of("/usr/bin/osascript", "-e", script), [""; 0]);
    assert_eq!(of("git", "-m", "First\\nmake it work"), [""; 0]);
    assert_eq!(of("sh", "-c", "make login item"), ["unresolved-pull"]);
    let in_script = "do shell script \\\"cd . ; bash fetch.sh\\\"";
    assert_eq!(of("osascript", "-e", in_script), ["unresolved-pull"]);
}

#[test]
fn what_may_be_made_or_lies_elsewhere_is_not_missed() {
    let made = "fn main() { std::fs::write(\"gen.sh\", \"ls\").unwrap(); std::process::Command::new(\"sh\").arg(\"gen.sh\").status().unwrap(); }\n";
    let out = "fn main() { std::process::Command::new(\"sh\").arg(concat!(env!(\"OUT_DIR\"), \"/gen.sh\")).status().unwrap(); }\n";
    let folder = "fn main() { let dir = std::env::args().nth(1).unwrap(); std::process::Command::new(\"make\").arg(\"all\").current_dir(dir).status().unwrap(); }\n";
    for (main, files) in [
        (made.to_owned(), &[][..]),
        (out.to_owned(), &[]),
        (folder.to_owned(), &[]),
        (command("sh", "/etc/profile.d/x.sh"), &[]),
        (command("sh", "target/gen.sh"), &[]),
        (command("make", "-C ../elsewhere all"), &[]),
        (command("cargo", "run"), &[]),
        (command("npm", "ci"), &[]),
        (command("bash", "run.sh"), &[("run.sh", "echo hi\n")]),
        (
            command("bash", "run.sh"),
            &[("run.sh", "curl -o gen.sh https://acme.dev/gen\nsh gen.sh\n")],
        ),
        (command("make", "x"), &[("Makefile", "x:\n\tls\n")]),
    ] {
        assert_eq!(codes(&alone(&main, files)), [""; 0], "{main}");
    }
}

#[test]
fn a_recipe_of_the_same_name_elsewhere_is_another_one() {
    let of = |id: &str| format!("fetch:\n\thf download {id}\n");
    let (big, small) = (of("acme/big"), of("acme/small"));
    let both = [("a/Makefile", big.as_str()), ("b/Makefile", &small)];
    let at = |folder: &str| {
        format!(
            "fn main() {{ std::process::Command::new(\"make\").arg(\"fetch\").current_dir(\"{folder}\").status().unwrap(); }}\n"
        )
    };
    for (main, expected) in [
        (command("make", "-C a fetch"), &["acme/big"][..]),
        (command("make", "-C b fetch"), &["acme/small"]),
        (
            command("make", "-f b/Makefile fetch"),
            &["acme/big", "acme/small"],
        ),
        (at("a"), &["acme/big"]),
        (at("./b"), &["acme/small"]),
        // Any of them.
        (command("make", "fetch"), &["acme/big", "acme/small"]),
    ] {
        assert_eq!(taken(&alone(&main, &both)), expected, "{main}");
    }
    let root = [
        both[0],
        both[1],
        ("Makefile", "fetch:\n\thf download acme/root\n"),
    ];
    let main = command("make", "fetch");
    assert_eq!(taken(&alone(&main, &root)), ["acme/root"]);
    // What it runs in turn counts.
    let root = [
        both[0],
        both[1],
        ("Makefile", "fetch:\n\t$(MAKE) -C b fetch\n"),
    ];
    assert_eq!(taken(&alone(&main, &root)), ["acme/small"]);
}

#[test]
fn recipes_of_just_take_arguments() {
    let text = "model := 'acme/small'\ndefault: build\nbuild:\n    ls\nfetch id=model:\n    hf download {{id}}\nall: (fetch 'acme/big')\n";
    for (args, expected) in [
        ("fetch acme/big", "acme/big"),
        ("fetch acme/other", "acme/other"),
        ("fetch", "acme/small"),
        ("all", "acme/big"),
    ] {
        let main = command("just", args);
        assert_eq!(
            taken(&alone(&main, &[("justfile", text)])),
            [expected],
            "{args}"
        );
    }
    let main = command("just", "build");
    assert_eq!(taken(&alone(&main, &[("justfile", text)])), [""; 0]);
}

#[test]
fn projects_of_nx_and_lerna_have_targets() {
    let project = r#"{"name": "app", "targets": {"fetch": {"executor": "nx:run-commands", "options": {"command": "hf download acme/big"}, "dependsOn": ["^prepare"]}, "prepare": {"command": "hf download acme/small"}, "other": {"command": "ls"}}}"#;
    let nx = [("nx.json", "{}"), ("project.json", project)];
    let scripts = r#"{"name": "web", "scripts": {"fetch": "hf download acme/big", "other": "ls"}}"#;
    let packages = [
        ("package.json", r#"{"workspaces": ["packages/*"]}"#),
        ("packages/web/package.json", scripts),
    ];
    for (program, args, files, expected) in [
        (
            "npx",
            "nx run app:fetch",
            &nx[..],
            &["acme/big", "acme/small"][..],
        ),
        ("nx", "prepare app", &nx, &["acme/small"]),
        ("nx", "run-many -t other", &nx, &[]),
        ("nx", "run-many -t fetch -p web", &packages, &["acme/big"]),
        ("pnpm", "exec lerna run fetch", &packages, &["acme/big"]),
        ("lerna", "run other", &packages, &[]),
    ] {
        let main = command(program, args);
        assert_eq!(taken(&alone(&main, files)), expected, "{program} {args}");
    }
}

#[test]
fn targets_of_bake_are_built() {
    let bake = "variable \"MODEL\" { default = \"acme/big\" }\ngroup \"default\" { targets = [\"app\"] }\n                target \"app\" {\n  dockerfile = \"docker/App.Dockerfile\"\n  args = { ID = MODEL }\n}\n                target \"db\" { dockerfile = \"docker/Db.Dockerfile\" }\n";
    let files = [
        ("docker-bake.hcl", bake),
        (
            "docker/App.Dockerfile",
            "FROM x\nARG ID=acme/none\nRUN hf download $ID\n",
        ),
        (
            "docker/Db.Dockerfile",
            "FROM x\nRUN hf download acme/small\n",
        ),
    ];
    for (args, expected) in [
        ("buildx bake", "acme/big"),
        ("buildx bake app", "acme/big"),
        ("bake db", "acme/small"),
    ] {
        let main = command("docker", args);
        assert_eq!(taken(&alone(&main, &files)), [expected], "{args}");
    }
    let json = r#"{"target": {"default": {"context": "svc"}}}"#;
    let files = [
        ("ci/bake.json", json),
        ("svc/Dockerfile", "FROM x\nRUN hf download acme/big\n"),
        ("Dockerfile", "FROM x\nRUN hf download acme/small\n"),
    ];
    let main = command("docker", "buildx bake -f ci/bake.json");
    assert_eq!(taken(&alone(&main, &files)), ["acme/big"]);
}

#[test]
fn a_file_with_tasks_may_have_any_name() {
    let tasks = "version: '3'\ntasks:\n  fetch:\n    cmds:\n      - hf download acme/big\n";
    let main = command("task", "-t ci/work.yml fetch");
    assert_eq!(
        taken(&alone(&main, &[("ci/work.yml", tasks)])),
        ["acme/big"]
    );
}

#[test]
fn modelfiles_around_a_package_are_read() {
    let from = "FROM hf.co/acme/big\n";
    for (args, file) in [
        ("create x -f ../../models/Modelfile", "models/Modelfile"),
        ("create x -f models/chat.Modelfile", "models/chat.Modelfile"),
        ("create x --file ../Modelfile", "apps/Modelfile"),
    ] {
        let main = command("ollama", args);
        assert_eq!(
            taken(&member(&main, &[(file, from)])),
            ["acme/big"],
            "{args}"
        );
        assert_eq!(codes(&member(&main, &[])), ["unresolved-pull"], "{args}");
    }
    let up = command("sh", "../../ops/up.sh");
    let files = [
        ("ops/up.sh", "ollama create x -f ops/Modelfile\n"),
        ("ops/Modelfile", from),
    ];
    assert_eq!(taken(&member(&up, &files)), ["acme/big"]);
}

#[test]
fn a_line_of_a_shell_that_is_too_long_is_reported() {
    let long = "a".repeat(5000);
    let main = format!(
        "const LONG: &str = \"{long}\"; const ID: &str = \"acme/big\";\n         fn main() {{ std::process::Command::new(\"sh\").arg(\"-c\").arg(format!(\"echo {{LONG}}; hf download {{ID}}\")).status().unwrap(); }}\n"
    );
    assert_eq!(codes(&alone(&main, &[])), ["incomplete-analysis"]);
}
