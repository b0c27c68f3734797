"""What compile_commands.json says about the flags of each source, for checks that call a compiler themselves."""
import json
import os
import shlex

KEPT_WITH_VALUE = ("-isystem", "-I", "-D")
GCC_ONLY = ("-Winvalid-pch", "-fpch-preprocess")


def meaning_flags(command):
    """The flags of one compile command that decide what the text means: no input, no output, no precompiled header."""
    words, flags = shlex.split(command), []
    skip = 0
    for position, word in enumerate(words):
        if skip:
            skip -= 1
        elif word in KEPT_WITH_VALUE:
            flags += words[position:position + 2]
            skip = 1
        elif word.startswith(("-I", "-D", "-std", "-W", "-f")) and word not in GCC_ONLY:
            flags.append(word)
    return flags


def sources_of(path):
    """The sources that one compilation stands for: those that a unity file includes, else the file itself."""
    if os.path.basename(os.path.dirname(path)) != "Unity":
        return [path]
    with open(path, encoding="utf-8") as stream:
        return [line.split('"')[1] for line in stream if line.startswith("#include ")]


def compilations(build):
    """(file given to the compiler, the sources it stands for, their flags) of each C++ compilation, sorted by file.

    Raises SystemExit when `build` is not configured."""
    path = os.path.join(build, "compile_commands.json")
    if not os.path.isfile(path):
        raise SystemExit(f"{path} is missing: configure first, for example cmake --preset release")
    with open(path, encoding="utf-8") as stream:
        entries = json.load(stream)
    for entry in sorted(entries, key=lambda each: each["file"]):
        sources = [path for path in sources_of(entry["file"]) if "cmake_pch" not in path and path.endswith(".cpp")]
        if sources:
            yield entry["file"], sources, meaning_flags(entry["command"])


def flags_by_source(build):
    """Absolute path of each C++ source -> its flags, sorted by path."""
    flags = {source: own for _, sources, own in compilations(build) for source in sources}
    return {source: flags[source] for source in sorted(flags)}
