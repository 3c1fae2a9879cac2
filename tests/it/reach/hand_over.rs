//! The ways in which a program hands over an id.
//!
//! Texts are templates. `⟦red¦green⟧` is the token in which a program and its twin differ. `@B` is the id of a model that
//! fails, `@G` of one that passes; `@H::x` is an item of the module that declares `home`, `@M` that module, `@S` the module
//! of the client, `@X` the crate of `home`. `~name` is a drawn name. Items are separated by an empty line. `§` ends a line
//! of the program that a finding may name. `~base` takes an id to the client.

/// One program: what the other crate declares, what the program declares, and its call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Template {
    pub(super) home: &'static str,
    pub(super) items: &'static str,
    pub(super) call: &'static str,
}

const fn template(home: &'static str, items: &'static str, call: &'static str) -> Template {
    Template { home, items, call }
}

macro_rules! hand_overs {
    ($($variant:ident $name:literal),* $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum HandOver { $($variant),* }

        impl HandOver {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];

            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

hand_overs! {
    Literal "literal argument",
    Constant "constant of the other crate",
    Field "struct field",
    OverDefault "field over default",
    Builder "builder method",
    Constructor "constructor of its own",
    Payload "variant with payload",
    Mapped "variant mapped by match",
    Table "variant in a table row",
    TraitConstant "trait constant",
    TraitMethod "trait method",
    ClosureArgument "closure argument",
    StoredClosure "closure in a struct",
    Macro "macro_rules",
    Reexport "re-export",
    Glob "glob re-export",
    Renamed "renamed dependency",
    ModuleAlias "module alias",
    FunctionValue "function as a value",
    DefaultVariant "#[default]",
    Environment "environment with default",
    Changed "text changed on the way",
    Loop "loop over an array",
    Unwrap "Option or Result",
    Static "static LazyLock",
    Generic "impl AsRef<str>",
    Async "async fn",
}

/// A function of the other crate that takes an id as it is.
const LOAD: &str = "pub fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}";

impl HandOver {
    /// Whether the twin differs in the id alone, so that a place that nobody calls may still name the failing one.
    pub(super) fn by_id(self) -> bool {
        matches!(
            self,
            Self::Literal
                | Self::Macro
                | Self::Reexport
                | Self::Renamed
                | Self::ModuleAlias
                | Self::FunctionValue
                | Self::Changed
                | Self::Generic
                | Self::Async
                | Self::ClosureArgument
                | Self::StoredClosure
                | Self::Payload
        )
    }

    /// Whether the failing model must have an id in small letters.
    pub(super) fn lower_case(self) -> bool {
        self == Self::Changed
    }

    #[expect(clippy::too_many_lines, reason = "one list of templates")]
    pub(super) fn templates(self) -> &'static [Template] {
        match self {
            Self::Literal | Self::Renamed => {
                const {
                    &[
                        template(LOAD, "", "@H::~load(\"⟦@B¦@G⟧\")§"),
                        template(
                            "pub struct ~Taken {\n    pub ~path: PathBuf,\n}\n\nimpl ~Taken {\n    pub fn ~make(id: &str) -> Self {\n        Self { ~path: ~base(id) }\n    }\n}",
                            "",
                            "@H::~Taken::~make(\"⟦@B¦@G⟧\").~path§",
                        ),
                        template(
                            "pub fn ~load(~dir: &str, id: &str) -> PathBuf {\n    let _ = ~dir;\n    ~base(id)\n}",
                            "",
                            "@H::~load(⟦\"@G\", \"@B\"¦\"@B\", \"@G\"⟧)§",
                        ),
                    ]
                }
            }
            Self::Constant => {
                const {
                    &[
                        template(
                            "pub const ~FIRST: &str = \"@B\";\n\npub const ~SECOND: &str = \"@G\";\n\npub fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}",
                            "",
                            "@H::~load(@H::⟦~FIRST¦~SECOND⟧)§",
                        ),
                        template(
                            "pub struct ~Names;\n\nimpl ~Names {\n    pub const ~FIRST: &'static str = \"@B\";\n    pub const ~SECOND: &'static str = \"@G\";\n}\n\npub fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}",
                            "",
                            "@H::~load(@H::~Names::⟦~FIRST¦~SECOND⟧)§",
                        ),
                        template(
                            "pub mod ~names {\n    pub const ~ORG: [&str; 2] = [\"@B\", \"@G\"];\n}\n\npub fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}",
                            "",
                            "@H::~load(@H::~names::~ORG[⟦0¦1⟧])§",
                        ),
                    ]
                }
            }
            Self::Field => {
                const {
                    &[
                        template(
                            "pub struct ~Options {\n    pub ~what: String,\n    pub ~rev: Option<String>,\n}\n\npub fn ~load(~given: &~Options) -> PathBuf {\n    ~base(&~given.~what)\n}",
                            "",
                            "@H::~load(&@H::~Options { ~what: \"⟦@B¦@G⟧\".to_string(), ~rev: None })§",
                        ),
                        template(
                            "pub struct ~Options<'a> {\n    pub ~note: &'a str,\n    pub ~what: &'a str,\n}\n\npub struct ~Loader<'a> {\n    ~inner: ~Options<'a>,\n}\n\nimpl<'a> ~Loader<'a> {\n    pub fn ~make(~inner: ~Options<'a>) -> Self {\n        Self { ~inner }\n    }\n    pub fn ~go(&self) -> PathBuf {\n        ~base(self.~inner.~what)\n    }\n}",
                            "",
                            "@H::~Loader::~make(@H::~Options { ⟦~note: \"@G\", ~what: \"@B\"¦~note: \"@B\", ~what: \"@G\"⟧ }).~go()§",
                        ),
                        template(
                            "pub struct ~Options {\n    pub ~what: Option<String>,\n}\n\npub fn ~load(~given: ~Options) -> PathBuf {\n    let ~Options { ~what } = ~given;\n    ~base(&~what.expect(\"an id\"))\n}",
                            "",
                            "{\n        let ~o = @H::~Options { ~what: Some(\"⟦@B¦@G⟧\".into()) };§\n        @H::~load(~o)§\n    }",
                        ),
                    ]
                }
            }
            Self::OverDefault => {
                const {
                    &[
                        template(
                            "pub struct ~Options {\n    pub ~what: String,\n    pub ~size: usize,\n}\n\nimpl Default for ~Options {\n    fn default() -> Self {\n        Self { ~what: \"⟦@G¦@B⟧\".to_string(), ~size: 4 }\n    }\n}\n\npub fn ~load(~given: &~Options) -> PathBuf {\n    ~base(&~given.~what)\n}",
                            "",
                            "@H::~load(&@H::~Options { ~what: \"⟦@B¦@G⟧\".into(), ..Default::default() })§",
                        ),
                        template(
                            "pub struct ~Options {\n    pub ~what: &'static str,\n    pub ~size: usize,\n}\n\nimpl Default for ~Options {\n    fn default() -> Self {\n        Self { ~what: \"@B\", ~size: 4 }\n    }\n}\n\npub struct ~Loader(~Options);\n\nimpl ~Loader {\n    pub fn ~make(~given: ~Options) -> Self {\n        Self(~given)\n    }\n    pub fn ~go(&self) -> PathBuf {\n        ~base(self.0.~what)\n    }\n}",
                            "",
                            "@H::~Loader::~make(@H::~Options { ⟦~size: 8¦~what: \"@G\"⟧, ..@H::~Options::default() }).~go()§",
                        ),
                    ]
                }
            }
            Self::Builder => {
                const {
                    &[
                        template(
                            "pub struct ~Loader {\n    ~what: String,\n    ~rev: String,\n}\n\nimpl ~Loader {\n    pub fn ~start() -> Self {\n        Self { ~what: String::new(), ~rev: \"main\".to_string() }\n    }\n    pub fn ~with(mut self, id: impl Into<String>) -> Self {\n        self.~what = id.into();\n        self\n    }\n    pub fn ~at(mut self, ~rev: &str) -> Self {\n        self.~rev = ~rev.to_string();\n        self\n    }\n    pub fn ~go(&self) -> PathBuf {\n        ~base(&self.~what)\n    }\n}",
                            "",
                            "@H::~Loader::~start().~with(\"⟦@B¦@G⟧\").~at(\"main\").~go()§",
                        ),
                        template(
                            "#[derive(Default)]\npub struct ~Loader {\n    ~what: Option<String>,\n}\n\nimpl ~Loader {\n    pub fn ~with(&mut self, id: &str) -> &mut Self {\n        self.~what = Some(id.to_string());\n        self\n    }\n    pub fn ~go(self) -> PathBuf {\n        let ~id = self.~what.unwrap_or_else(|| \"@G\".to_string());\n        ~base(&~id)\n    }\n}",
                            "",
                            "{\n        let mut ~b = @H::~Loader::default();\n        ~b.~with(\"⟦@B¦@G⟧\");§\n        ~b.~go()§\n    }",
                        ),
                        template(
                            "pub struct ~Loader {\n    ~what: String,\n}\n\nimpl ~Loader {\n    pub fn ~start() -> Self {\n        Self { ~what: \"@B\".to_string() }\n    }\n    pub fn ~with(self, id: &str) -> Self {\n        Self { ~what: id.to_string(), ..self }\n    }\n    pub fn ~go(&self) -> PathBuf {\n        ~base(&self.~what)\n    }\n}",
                            "",
                            "@H::~Loader::~start()⟦¦.~with(\"@G\")⟧.~go()§",
                        ),
                    ]
                }
            }
            Self::Constructor => {
                const {
                    &[
                        template(
                            "pub struct ~Source {\n    ~what: String,\n}\n\nimpl ~Source {\n    pub fn ~one() -> Self {\n        Self { ~what: \"@B\".to_string() }\n    }\n    pub fn ~two() -> Self {\n        Self { ~what: \"@G\".to_string() }\n    }\n    pub fn ~go(&self) -> PathBuf {\n        ~base(&self.~what)\n    }\n}",
                            "",
                            "@H::~Source::⟦~one¦~two⟧().~go()§",
                        ),
                        template(
                            "pub struct ~Source {\n    ~what: &'static str,\n}\n\nimpl ~Source {\n    pub fn ~one() -> Self {\n        Self { ~what: \"@B\" }\n    }\n    pub fn ~two() -> Self {\n        Self { ~what: \"@G\" }\n    }\n    pub fn ~go(self) -> PathBuf {\n        ~base(self.~what)\n    }\n}\n\nimpl Default for ~Source {\n    fn default() -> Self {\n        Self::⟦~one¦~two⟧()\n    }\n}",
                            "",
                            "@H::~Source::default().~go()§",
                        ),
                        template(
                            "pub fn ~one() -> PathBuf {\n    ~base(\"@B\")\n}\n\npub fn ~two() -> PathBuf {\n    ~base(\"@G\")\n}",
                            "",
                            "@H::⟦~one¦~two⟧()§",
                        ),
                    ]
                }
            }
            Self::Payload => {
                const {
                    &[
                        template(
                            "pub enum ~Place {\n    ~Far { ~what: String },\n    ~Near(PathBuf),\n}\n\nimpl ~Place {\n    pub fn ~go(&self) -> PathBuf {\n        match self {\n            Self::~Far { ~what } => ~base(~what),\n            Self::~Near(path) => path.clone(),\n        }\n    }\n}",
                            "",
                            "@H::~Place::~Far { ~what: \"⟦@B¦@G⟧\".to_string() }.~go()§",
                        ),
                        template(
                            "pub enum ~Place {\n    ~Far(String),\n    ~Near(String),\n}\n\npub fn ~go(~place: ~Place) -> PathBuf {\n    match ~place {\n        ~Place::~Far(id) => ~base(&id),\n        ~Place::~Near(path) => PathBuf::from(path),\n    }\n}",
                            "",
                            "@H::~go(@H::~Place::⟦~Far¦~Near⟧(\"@B\".into()))§",
                        ),
                    ]
                }
            }
            Self::Mapped => {
                const {
                    &[
                        template(
                            "pub enum ~Kind {\n    ~One,\n    ~Two,\n}\n\nimpl ~Kind {\n    fn ~id(&self) -> &'static str {\n        match self {\n            Self::~One => \"@B\",\n            Self::~Two => \"@G\",\n        }\n    }\n}\n\npub fn ~load(~kind: ~Kind) -> PathBuf {\n    ~base(~kind.~id())\n}",
                            "",
                            "@H::~load(@H::~Kind::⟦~One¦~Two⟧)§",
                        ),
                        template(
                            "#[derive(Clone, Copy)]\npub enum ~Kind {\n    ~One,\n    ~Two,\n}\n\npub struct ~Loader {\n    ~kind: ~Kind,\n}\n\nimpl ~Loader {\n    pub fn ~make(~kind: ~Kind) -> Self {\n        Self { ~kind }\n    }\n    pub fn ~go(&self) -> PathBuf {\n        let ~id = match self.~kind {\n            ~Kind::~One => \"@B\",\n            ~Kind::~Two => \"@G\",\n        };\n        ~base(~id)\n    }\n}",
                            "",
                            "@H::~Loader::~make(@H::~Kind::⟦~One¦~Two⟧).~go()§",
                        ),
                        template(
                            "pub enum ~Kind {\n    ~One,\n    ~Two,\n}\n\npub fn ~load(~kind: ~Kind) -> PathBuf {\n    if let ~Kind::~One = ~kind {\n        return ~base(\"@B\");\n    }\n    ~base(\"@G\")\n}",
                            "",
                            "@H::~load(@H::~Kind::⟦~One¦~Two⟧)§",
                        ),
                    ]
                }
            }
            Self::Table => {
                const {
                    &[
                        template(
                            "#[derive(Clone, Copy, PartialEq, Eq)]\npub enum ~Kind {\n    ~One,\n    ~Two,\n}\n\nstruct ~Row {\n    ~kind: ~Kind,\n    ~what: &'static str,\n    ~size: usize,\n}\n\nstatic ~ROWS: &[~Row] = &[\n    ~Row { ~kind: ~Kind::~One, ~what: \"@B\", ~size: 3 },\n    ~Row { ~kind: ~Kind::~Two, ~what: \"@G\", ~size: 7 },\n];\n\npub fn ~load(~kind: ~Kind) -> PathBuf {\n    let ~row = ~ROWS.iter().find(|row| row.~kind == ~kind).expect(\"a row\");\n    ~base(~row.~what)\n}",
                            "",
                            "@H::~load(@H::~Kind::⟦~One¦~Two⟧)§",
                        ),
                        template(
                            "#[derive(Clone, Copy, PartialEq, Eq, Hash)]\npub enum ~Kind {\n    ~One,\n    ~Two,\n}\n\npub struct ~Info {\n    pub ~kind: ~Kind,\n    pub ~what: String,\n}\n\nfn ~rows() -> Vec<~Info> {\n    vec![\n        ~Info { ~kind: ~Kind::~One, ~what: String::from(\"@B\") },\n        ~Info { ~kind: ~Kind::~Two, ~what: String::from(\"@G\") },\n    ]\n}\n\nfn ~info(~kind: &~Kind) -> ~Info {\n    ~rows().into_iter().find(|row| &row.~kind == ~kind).unwrap()\n}\n\npub struct ~Loader;\n\nimpl ~Loader {\n    pub fn ~go(~kind: ~Kind) -> PathBuf {\n        let ~row = ~info(&~kind);\n        ~base(&~row.~what)\n    }\n}",
                            "",
                            "@H::~Loader::~go(@H::~Kind::⟦~One¦~Two⟧)§",
                        ),
                    ]
                }
            }
            Self::TraitConstant => {
                const {
                    &[
                        template(
                            "pub trait ~Arch {\n    const ~ID: &'static str;\n}\n\npub struct ~One;\n\npub struct ~Two;\n\nimpl ~Arch for ~One {\n    const ~ID: &'static str = \"@B\";\n}\n\nimpl ~Arch for ~Two {\n    const ~ID: &'static str = \"@G\";\n}\n\npub fn ~load<M: ~Arch>() -> PathBuf {\n    ~base(M::~ID)\n}",
                            "",
                            "@H::~load::<@H::⟦~One¦~Two⟧>()§",
                        ),
                        template(
                            "pub trait ~Arch {\n    const ~ID: &'static str = \"⟦@B¦@G⟧\";\n    fn ~go(&self) -> PathBuf {\n        ~base(Self::~ID)\n    }\n}",
                            "struct ~Own;\n\nimpl @H::~Arch for ~Own {}",
                            "@H::~Arch::~go(&~Own)§",
                        ),
                        template(
                            "pub trait ~Arch {\n    const ~ID: &'static str;\n}\n\npub fn ~load<M: ~Arch>(_: &M) -> PathBuf {\n    ~base(<M as ~Arch>::~ID)\n}",
                            "struct ~Own;\n\nimpl @H::~Arch for ~Own {\n    const ~ID: &'static str = \"⟦@B¦@G⟧\";§\n}",
                            "@H::~load(&~Own)§",
                        ),
                    ]
                }
            }
            Self::TraitMethod => {
                const {
                    &[
                        template(
                            "pub trait ~Arch {\n    fn ~id(&self) -> String;\n}\n\npub struct ~One;\n\npub struct ~Two;\n\nimpl ~Arch for ~One {\n    fn ~id(&self) -> String {\n        \"@B\".to_string()\n    }\n}\n\nimpl ~Arch for ~Two {\n    fn ~id(&self) -> String {\n        \"@G\".to_string()\n    }\n}\n\npub fn ~load(~arch: &impl ~Arch) -> PathBuf {\n    ~base(&~arch.~id())\n}",
                            "",
                            "@H::~load(&@H::⟦~One¦~Two⟧)§",
                        ),
                        template(
                            "pub trait ~Arch {\n    fn ~id(&self) -> &'static str;\n}\n\npub fn ~load(~arch: Box<dyn ~Arch>) -> PathBuf {\n    ~base(~arch.~id())\n}",
                            "struct ~Own;\n\nstruct ~Idle;\n\nimpl @H::~Arch for ~Own {\n    fn ~id(&self) -> &'static str {\n        \"@B\"§\n    }\n}\n\nimpl @H::~Arch for ~Idle {\n    fn ~id(&self) -> &'static str {\n        \"@G\"\n    }\n}",
                            "@H::~load(Box::new(⟦~Own¦~Idle⟧))§",
                        ),
                        template(
                            "pub trait ~Arch {\n    fn ~id(&self) -> String {\n        \"⟦@B¦@G⟧\".to_string()\n    }\n    fn ~go(&self) -> PathBuf {\n        ~base(&self.~id())\n    }\n}",
                            "struct ~Own;\n\nimpl @H::~Arch for ~Own {}",
                            "{\n        use @M::~Arch as _;\n        ~Own.~go()§\n    }",
                        ),
                    ]
                }
            }
            Self::ClosureArgument => {
                const {
                    &[
                        template(
                            "pub fn ~with(~give: impl FnOnce() -> String) -> PathBuf {\n    ~base(&~give())\n}",
                            "",
                            "@H::~with(|| \"⟦@B¦@G⟧\".to_string())§",
                        ),
                        template(
                            "pub fn ~with<T>(~take: impl Fn(&dyn Fn(&str) -> PathBuf) -> T) -> T {\n    ~take(&|id| ~base(id))\n}",
                            "",
                            "@H::~with(|~get| ~get(\"⟦@B¦@G⟧\"))§",
                        ),
                    ]
                }
            }
            Self::StoredClosure => {
                const {
                    &[
                        template(
                            "pub struct ~Holder {\n    ~give: Box<dyn Fn() -> String>,\n}\n\nimpl ~Holder {\n    pub fn ~make(~give: impl Fn() -> String + 'static) -> Self {\n        Self { ~give: Box::new(~give) }\n    }\n    pub fn ~go(&self) -> PathBuf {\n        ~base(&(self.~give)())\n    }\n}",
                            "",
                            "@H::~Holder::~make(|| \"⟦@B¦@G⟧\".to_string()).~go()§",
                        ),
                        template(
                            "pub struct ~Holder<F> {\n    pub ~give: F,\n}\n\nimpl<F: Fn(usize) -> &'static str> ~Holder<F> {\n    pub fn ~go(&self) -> PathBuf {\n        let ~id = (self.~give)(1);\n        ~base(~id)\n    }\n}",
                            "",
                            "@H::~Holder { ~give: |_| \"⟦@B¦@G⟧\" }.~go()§",
                        ),
                    ]
                }
            }
            Self::Macro => {
                const {
                    &[
                        template(
                            "pub fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}\n\n#[macro_export]\nmacro_rules! ~fetch {\n    ($id:expr) => {\n        $crate@P::~load($id)\n    };\n}",
                            "",
                            "@X::~fetch!(\"⟦@B¦@G⟧\")§",
                        ),
                        template(
                            "pub fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}\n\n#[macro_export]\nmacro_rules! ~fetch {\n    (~one) => {\n        $crate@P::~load(\"@B\")\n    };\n    (~two) => {\n        $crate@P::~load(\"@G\")\n    };\n}",
                            "",
                            "@X::~fetch!(⟦~one¦~two⟧)§",
                        ),
                    ]
                }
            }
            Self::Reexport => {
                const {
                    &[
                        template(
                            "mod ~inner {\n    pub fn ~load(id: &str) -> std::path::PathBuf {\n        super::~base(id)\n    }\n}\n\npub use ~inner::~load as ~open;",
                            "",
                            "@H::~open(\"⟦@B¦@G⟧\")§",
                        ),
                        template(
                            "mod ~inner {\n    pub mod ~deep {\n        pub const ~FIRST: &str = \"@B\";\n        pub const ~SECOND: &str = \"@G\";\n    }\n}\n\npub use ~inner::~deep::{~FIRST as ~THIRD, ~SECOND as ~FOURTH};\n\npub fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}",
                            "",
                            "@H::~load(@H::⟦~THIRD¦~FOURTH⟧)§",
                        ),
                        template("pub use @S::~grab as ~open;", "", "@H::~open(\"⟦@B¦@G⟧\")§"),
                    ]
                }
            }
            Self::Glob => {
                const {
                    &[
                        template(
                            "mod ~inner {\n    pub const ~FIRST: &str = \"@B\";\n    pub const ~SECOND: &str = \"@G\";\n    pub fn ~load(id: &str) -> std::path::PathBuf {\n        super::~base(id)\n    }\n}\n\npub use self::~inner::*;",
                            "",
                            "{\n        use @M::*;\n        ~load(⟦~FIRST¦~SECOND⟧)§\n    }",
                        ),
                        template(
                            "mod ~inner {\n    pub struct ~Source(&'static str);\n    impl ~Source {\n        pub fn ~one() -> Self {\n            Self(\"@B\")\n        }\n        pub fn ~two() -> Self {\n            Self(\"@G\")\n        }\n        pub fn ~go(&self) -> std::path::PathBuf {\n            super::~base(self.0)\n        }\n    }\n}\n\npub use ~inner::*;",
                            "",
                            "@H::~Source::⟦~one¦~two⟧().~go()§",
                        ),
                        template("pub use @S::*;", "", "@H::~grab(\"⟦@B¦@G⟧\")§"),
                    ]
                }
            }
            Self::ModuleAlias => {
                const {
                    &[
                        template(
                            LOAD,
                            "",
                            "{\n        use @M as ~short;\n        ~short::~load(\"⟦@B¦@G⟧\")§\n    }",
                        ),
                        template(
                            "pub mod ~inner {\n    pub fn ~load(id: &str) -> std::path::PathBuf {\n        super::~base(id)\n    }\n}\n\npub use ~inner as ~outer;",
                            "",
                            "@H::~outer::~load(\"⟦@B¦@G⟧\")§",
                        ),
                    ]
                }
            }
            Self::FunctionValue => {
                const {
                    &[
                        template(
                            LOAD,
                            "",
                            "{\n        let ~f = @H::~load;§\n        ~f(\"⟦@B¦@G⟧\")§\n    }",
                        ),
                        template(
                            LOAD,
                            "",
                            "Some(\"⟦@B¦@G⟧\").map(@H::~load).expect(\"a path\")§",
                        ),
                        template(
                            LOAD,
                            "static ~TAKE: fn(&str) -> PathBuf = @H::~load;§",
                            "~TAKE(\"⟦@B¦@G⟧\")§",
                        ),
                        template(
                            "pub fn ~one() -> PathBuf {\n    ~base(\"@B\")\n}\n\npub fn ~two() -> PathBuf {\n    ~base(\"@G\")\n}",
                            "fn ~call(~f: fn() -> PathBuf) -> PathBuf {\n    ~f()\n}",
                            "~call(@H::⟦~one¦~two⟧)§",
                        ),
                    ]
                }
            }
            Self::DefaultVariant => {
                const {
                    &[
                        template(
                            "#[derive(Default)]\npub enum ~Kind {\n    ⟦#[default]¦⟧\n    ~One,\n    ⟦¦#[default]⟧\n    ~Two,\n}\n\nimpl ~Kind {\n    fn ~id(&self) -> &'static str {\n        match self {\n            ~Kind::~One => \"@B\",\n            ~Kind::~Two => \"@G\",\n        }\n    }\n}\n\npub fn ~load(~kind: ~Kind) -> PathBuf {\n    ~base(~kind.~id())\n}",
                            "",
                            "@H::~load(@H::~Kind::default())§",
                        ),
                        template(
                            "#[derive(Default, Clone, Copy)]\npub enum ~Kind {\n    ⟦#[default]¦⟧\n    ~One,\n    ⟦¦#[default]⟧\n    ~Two,\n}\n\n#[derive(Default)]\npub struct ~Options {\n    pub ~kind: ~Kind,\n    pub ~size: usize,\n}\n\npub struct ~Loader;\n\nimpl ~Loader {\n    pub fn ~go(~given: ~Options) -> PathBuf {\n        ~base(match ~given.~kind {\n            ~Kind::~One => \"@B\",\n            ~Kind::~Two => \"@G\",\n        })\n    }\n}",
                            "",
                            "@H::~Loader::~go(@H::~Options::default())§",
                        ),
                    ]
                }
            }
            Self::Environment => {
                const {
                    &[
                        template(
                            LOAD,
                            "",
                            "@H::~load(&std::env::var(\"~VARIABLE\").unwrap_or_else(|_| \"⟦@B¦@G⟧\".to_string()))§",
                        ),
                        template(
                            "pub fn ~usual() -> PathBuf {\n    let ~id = std::env::var(\"~VARIABLE\").unwrap_or(\"⟦@B¦@G⟧\".into());\n    ~base(&~id)\n}",
                            "",
                            "@H::~usual()§",
                        ),
                        template(
                            "pub const ~USUAL: &str = \"@B\";\n\npub fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}",
                            "",
                            "{\n        let ~id = match std::env::var(\"~VARIABLE\") {\n            Ok(~id) => ~id,\n            Err(_) => ⟦@H::~USUAL¦\"@G\"⟧.to_string(),§\n        };\n        @H::~load(&~id)§\n    }",
                        ),
                    ]
                }
            }
            Self::Changed => {
                const {
                    &[
                        template(LOAD, "", "@H::~load(&\"⟦@U@B¦@U@G⟧\".to_lowercase())§"),
                        template(
                            LOAD,
                            "",
                            "@H::~load(&format!(\"{}/{}\", \"⟦@O@B\", \"@N@B¦@O@G\", \"@N@G⟧\"))§",
                        ),
                        template(LOAD, "", "@H::~load(\"  ⟦@B¦@G⟧\\n\".trim())§"),
                        template(
                            LOAD,
                            "",
                            "@H::~load(&\"⟦@O@B--@N@B¦@O@G--@N@G⟧\".replace(\"--\", \"/\"))§",
                        ),
                        template(
                            "pub fn ~load(~org: &str, ~part: &str) -> PathBuf {\n    let mut ~id = String::from(~org);\n    ~id.push('/');\n    ~id.push_str(~part);\n    ~base(&~id)\n}",
                            "",
                            "@H::~load(\"⟦@O@B\", \"@N@B¦@O@G\", \"@N@G⟧\")§",
                        ),
                    ]
                }
            }
            Self::Loop => {
                const {
                    &[
                        template(
                            LOAD,
                            "",
                            "{\n        let mut ~last = PathBuf::new();\n        for ~id in [\"@G\", \"⟦@B¦@G⟧\"] {§\n            ~last = @H::~load(~id);§\n        }\n        ~last\n    }",
                        ),
                        template(
                            "pub const ~FEW: &[&str] = &[\"@B\"];\n\npub const ~MANY: &[&str] = &[\"@G\"];\n\npub fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}",
                            "",
                            "@H::⟦~FEW¦~MANY⟧.iter().map(|~id| @H::~load(~id)).last().unwrap()§",
                        ),
                        template(
                            "pub fn ~all(~ids: &[&str]) -> PathBuf {\n    let mut ~last = PathBuf::new();\n    for ~id in ~ids {\n        ~last = ~base(~id);\n    }\n    ~last\n}",
                            "",
                            "@H::~all(&[\"@G\", \"⟦@B¦@G⟧\"])§",
                        ),
                    ]
                }
            }
            Self::Unwrap => {
                const {
                    &[
                        template(
                            LOAD,
                            "fn ~pick() -> Option<&'static str> {\n    Some(\"⟦@B¦@G⟧\")§\n}",
                            "@H::~load(~pick().unwrap())§",
                        ),
                        template(
                            "pub fn ~one() -> Result<String, std::fmt::Error> {\n    Ok(\"@B\".to_string())\n}\n\npub fn ~two() -> Result<String, std::fmt::Error> {\n    Ok(\"@G\".to_string())\n}\n\npub fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}",
                            "",
                            "@H::~load(&@H::⟦~one¦~two⟧().expect(\"an id\"))§",
                        ),
                        template(
                            "pub fn ~load(id: Option<&str>) -> PathBuf {\n    ~base(id.unwrap_or(\"@B\"))\n}",
                            "",
                            "@H::~load(⟦None¦Some(\"@G\")⟧)§",
                        ),
                        template(
                            "pub fn ~load(id: &str) -> Result<PathBuf, std::fmt::Error> {\n    Ok(~base(id))\n}",
                            "fn ~go() -> Result<PathBuf, std::fmt::Error> {\n    let ~path = @H::~load(\"⟦@B¦@G⟧\")?;§\n    Ok(~path)\n}",
                            "~go().unwrap()§",
                        ),
                    ]
                }
            }
            Self::Static => {
                const {
                    &[
                        template(
                            "pub static ~FIRST: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| \"@B\".to_string());\n\npub static ~SECOND: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| \"@G\".to_string());\n\npub fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}",
                            "",
                            "@H::~load(&@H::⟦~FIRST¦~SECOND⟧)§",
                        ),
                        template(
                            "pub static ~FIRST: std::sync::LazyLock<PathBuf> = std::sync::LazyLock::new(|| ~base(\"@B\"));\n\npub static ~SECOND: std::sync::LazyLock<PathBuf> = std::sync::LazyLock::new(|| ~base(\"@G\"));",
                            "",
                            "@H::⟦~FIRST¦~SECOND⟧.clone()§",
                        ),
                        template(
                            "pub fn ~load(id: impl Into<String>) -> PathBuf {\n    ~base(&id.into())\n}",
                            "static ~OWN: std::sync::OnceLock<String> = std::sync::OnceLock::new();",
                            "@H::~load(~OWN.get_or_init(|| \"⟦@B¦@G⟧\".to_string()))§",
                        ),
                    ]
                }
            }
            Self::Generic => {
                const {
                    &[
                        template(
                            "pub fn ~load(id: impl AsRef<str>) -> PathBuf {\n    ~base(id.as_ref())\n}",
                            "",
                            "@H::~load(\"⟦@B¦@G⟧\")§",
                        ),
                        template(
                            "pub struct ~Taken {\n    ~what: String,\n}\n\nimpl ~Taken {\n    pub fn ~make<S>(id: S) -> Self\n    where\n        S: Into<String>,\n    {\n        Self { ~what: id.into() }\n    }\n    pub fn ~go(&self) -> PathBuf {\n        ~base(&self.~what)\n    }\n}",
                            "",
                            "@H::~Taken::~make(String::from(\"⟦@B¦@G⟧\")).~go()§",
                        ),
                        template(
                            "pub fn ~load<T: ToString + ?Sized>(id: &T) -> PathBuf {\n    let ~text = id.to_string();\n    ~base(~text.as_str())\n}",
                            "",
                            "@H::~load(\"⟦@B¦@G⟧\")§",
                        ),
                    ]
                }
            }
            Self::Async => {
                const {
                    &[
                        template(
                            "pub async fn ~load(id: &str) -> PathBuf {\n    ~base(id)\n}",
                            BLOCK,
                            "~block(async { @H::~load(\"⟦@B¦@G⟧\").await })§",
                        ),
                        template(
                            "pub struct ~Loader {\n    ~what: String,\n}\n\nimpl ~Loader {\n    pub async fn ~make(id: String) -> Self {\n        Self { ~what: id }\n    }\n    pub async fn ~go(&self) -> PathBuf {\n        ~base(&self.~what)\n    }\n}",
                            BLOCK,
                            "~block(async {\n        let ~l = @H::~Loader::~make(\"⟦@B¦@G⟧\".to_string()).await;§\n        ~l.~go().await§\n    })§",
                        ),
                        template(
                            "pub fn ~load<'a>(id: &'a str) -> std::pin::Pin<Box<dyn Future<Output = PathBuf> + 'a>> {\n    Box::pin(async move { ~base(id) })\n}",
                            BLOCK,
                            "~block(@H::~load(\"⟦@B¦@G⟧\"))§",
                        ),
                    ]
                }
            }
        }
    }
}

/// Runs a future to its end.
const BLOCK: &str = "fn ~block<F: Future>(~future: F) -> F::Output {\n    let mut ~future = std::pin::pin!(~future);\n    let mut ~context = std::task::Context::from_waker(std::task::Waker::noop());\n    loop {\n        if let std::task::Poll::Ready(~out) = ~future.as_mut().poll(&mut ~context) {\n            return ~out;\n        }\n    }\n}";
