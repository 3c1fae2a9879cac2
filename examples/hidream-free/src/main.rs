//! Says what a picture of a prompt needs from the model hub.

const PICTURE: &str = "black-forest-labs/FLUX.1-schnell";

const ENCODERS: &[(&str, bool)] = &[
    ("Qwen/Qwen2.5-7B-Instruct", cfg!(feature = "qwen")),
    (
        "mistralai/Mistral-7B-Instruct-v0.3",
        cfg!(feature = "mistral"),
    ),
    (
        "openlm-research/open_llama_7b_v2",
        cfg!(feature = "open-llama"),
    ),
];

fn main() {
    println!("drawing with {PICTURE}");
    for (model, _) in ENCODERS.iter().filter(|(_, on)| *on) {
        println!("prompt written out by {model}");
    }
}
