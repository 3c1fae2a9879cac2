//! Says which model would answer a question.

const MODEL: &str = "OpenSciLM/Llama-3.1_OpenScholar-8B";

fn main() {
    let question = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    println!("asking {MODEL}: {question}");
}
