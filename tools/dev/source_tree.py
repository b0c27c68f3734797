"""The files of the tree that the checks look at, and their text without comments and strings."""
import os
import re

CPP_SUFFIXES = (".cpp", ".hpp", ".h", ".c")
CODE_FOLDERS = ("core", "plugins", "tools", "tests")


def files_below(root, folders=CODE_FOLDERS, suffixes=CPP_SUFFIXES):
    """Paths relative to `root`, sorted; hidden folders and build folders are left out."""
    found = []
    for top in folders:
        for folder, subfolders, names in os.walk(os.path.join(root, top)):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith(".") and name not in ("build", "__pycache__"))
            found += [os.path.relpath(os.path.join(folder, name), root) for name in names if name.endswith(suffixes)]
    return sorted(found)


def read_text(root, path):
    """The text of a file; raises SystemExit with its name when it is not UTF-8."""
    try:
        with open(os.path.join(root, path), encoding="utf-8") as stream:
            return stream.read()
    except UnicodeDecodeError as failure:
        raise SystemExit(f"{path}: not UTF-8: {failure}")


CPP_TOKENS = re.compile(r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)


def code_only(text):
    """C++ `text` with comments blanked and literals emptied; line numbers stay. #include lines keep their names."""
    def blank(match):
        token = match.group(0)
        line = text[text.rfind("\n", 0, match.start()) + 1:match.start()]
        if token.startswith('"') and re.match(r"\s*#\s*include\b", line):
            return token
        return " " + "\n" * token.count("\n")
    # A digit separator such as 1'000 is no character literal.
    return CPP_TOKENS.sub(blank, re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "", text))


def report(problems, what):
    """Prints the problems and a line of totals; returns the exit code."""
    for problem in problems:
        print(problem)
    print(f"{what}: {len(problems)} problem{'' if len(problems) == 1 else 's'}")
    return 1 if problems else 0
