//! minijinja, timed: reads workloads from the file named, writes a line of JSON for each (see run.py).

use std::time::Instant;

use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};
use serde_json::{Value as Json, json};

/// The one form of Python's `%` that the workloads use; minijinja has no filter `format` of this kind.
fn format_percent(format: &str, number: f64) -> Result<String, Error> {
    match format {
        "%.2f" => Ok(format!("{number:.2}")),
        _ => Err(Error::new(ErrorKind::InvalidOperation, "only %.2f")),
    }
}

/// Jinja2's truncate with killwords and without leeway; that of minijinja-contrib takes other arguments.
fn truncate(text: &str, length: usize, _killwords: bool, end: &str, _leeway: usize) -> String {
    if text.chars().count() <= length {
        return text.to_string();
    }
    text.chars().take(length - end.chars().count()).chain(end.chars()).collect()
}

fn environment(workload: &Json, autoescape: bool) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(move |_| if autoescape { AutoEscape::Html } else { AutoEscape::None });
    env.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    env.add_filter("format", format_percent);
    env.add_filter("truncate", truncate);
    for (name, source) in workload["templates"].as_object().unwrap() {
        env.add_template_owned(name.clone(), source.as_str().unwrap().to_string()).unwrap();
    }
    env
}

/// Nanoseconds that one call takes: the best of five.
fn timed(seconds: f64, mut work: impl FnMut()) -> f64 {
    let mut run = |count: u64| {
        let start = Instant::now();
        for _ in 0..count {
            work();
        }
        start.elapsed().as_nanos() as f64
    };
    let mut count = 1u64;
    let mut spent = run(count);
    while spent < seconds * 2e8 && count < 1 << 24 {
        count *= 2;
        spent = run(count);
    }
    (0..4).map(|_| run(count)).fold(spent, f64::min) / count as f64
}

/// The environments with their parts compiled, each under the name "part".
fn compile_all(workload: &Json) -> Vec<Environment<'static>> {
    let parts = workload["parts"].as_array().unwrap();
    parts
        .iter()
        .map(|part| {
            let mut env = environment(workload, part["autoescape"].as_bool().unwrap());
            env.add_template_owned("part", part["template"].as_str().unwrap().to_string()).unwrap();
            env
        })
        .collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let seconds: f64 = arguments[2].parse().unwrap();
    let workloads: Json = serde_json::from_str(&std::fs::read_to_string(&arguments[1]).unwrap()).unwrap();
    for workload in workloads.as_array().unwrap() {
        let environments = compile_all(workload);
        let templates: Vec<_> = environments.iter().map(|env| env.get_template("part").unwrap()).collect();
        let context: Value = serde_json::from_value(workload["context"].clone()).unwrap();
        let render = || -> Vec<String> {
            templates.iter().map(|t| t.render(context.clone()).unwrap_or_else(|e| format!("{e:#}"))).collect()
        };
        let text = render().join("\n");
        let render_ns = timed(seconds, || {
            std::hint::black_box(render());
        });
        let compile_ns = timed(seconds, || {
            std::hint::black_box(compile_all(workload));
        });
        println!("{}", json!({"text": text, "render_ns": render_ns, "compile_ns": compile_ns}));
    }
}
