//! Says what a picture of a prompt needs from the model hub before the first step of diffusion.

const PIPELINE: &str = "HiDream-ai/HiDream-I1-Full";

fn main() {
    let prompt = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    let prompt = if prompt.is_empty() {
        "a crab in a library"
    } else {
        &prompt
    };
    println!("drawing {prompt:?} with {PIPELINE}");
    println!("text encoder: the one that the pipeline names in its model_index.json");
}
