"""Runs the steps of action.yml on this machine as the runner of a code host does: `act.py ACTION INPUT=VALUE...`.

Inputs get their defaults, `${{ inputs.NAME }}` and `${{ steps.ID.outputs.NAME }}` are filled in, `${{ github.token }}` is GH_TOKEN of
the environment, each step reads its `env` alone, outputs go through GITHUB_OUTPUT and directories of programs through GITHUB_PATH. Steps with `uses` are left out, since they belong to the host. Ends with the
exit code of the first step that fails, and prints the outputs of the action.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

EXPRESSION = re.compile(r"\$\{\{ (?:inputs\.([\w-]+)|steps\.([\w-]+)\.outputs\.([\w-]+)|github\.token) \}\}")


def filled(text, inputs, steps):
    """The text with its expressions replaced; an expression of another kind is an error."""

    def value(match):
        name, step, output = match.groups()
        if name:
            return inputs[name]
        return steps[step][output] if step else os.environ.get("GH_TOKEN", "")

    result = EXPRESSION.sub(value, str(text))
    if "${{" in result:
        sys.exit(f"act.py knows no expression like that in {text!r}")
    return result


def outputs_of(path):
    """The `name=value` lines that a step wrote."""
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if line)


def main():
    directory = pathlib.Path(sys.argv[1]).resolve()
    action = yaml.safe_load((directory / "action.yml").read_text())
    inputs = {name: str(entry.get("default", "")) for name, entry in action["inputs"].items()}
    for given in sys.argv[2:]:
        name, value = given.split("=", 1)
        if name not in inputs:
            sys.exit(f"the action has no input {name}")
        inputs[name] = value

    steps = {}
    with tempfile.TemporaryDirectory() as scratch:
        output = pathlib.Path(scratch, "output")
        programs = pathlib.Path(scratch, "programs")
        programs.write_text("")
        runner = {
            "GITHUB_ACTION_PATH": str(directory),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_PATH": str(programs),
            "GITHUB_STEP_SUMMARY": os.devnull,
            "RUNNER_TEMP": scratch,
        }
        for step in action["runs"]["steps"]:
            if "uses" in step:
                print(f"left out: {step['name']}", flush=True)
                continue
            print(f"step: {step['name']}", flush=True)
            output.write_text("")
            given = {name: filled(text, inputs, steps) for name, text in step.get("env", {}).items()}
            command = [step["shell"], "--noprofile", "--norc", "-eo", "pipefail", "-c", filled(step["run"], inputs, steps)]
            path = os.pathsep.join([*reversed(programs.read_text().splitlines()), os.environ["PATH"]])
            code = subprocess.run(command, env={**os.environ, "PATH": path, **runner, **given}).returncode
            if "id" in step:
                steps[step["id"]] = outputs_of(output)
            if code != 0:
                sys.exit(code)
        for name, entry in action["outputs"].items():
            print(f"output {name}={filled(entry['value'], inputs, steps)}")


main()
