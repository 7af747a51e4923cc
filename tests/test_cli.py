"""The command line as scripts meet it: exit codes, streams, formats, and one clear line for what goes wrong."""

import json
import os
import re
import subprocess
import sys

import click
import pytest

from kgtool.cli import main, run

LOW_D, TWITCH = "vitamin D deficiency", "muscle fasciculation"


def kgtool(capfdbinary, *arguments):
    code = run([str(a) for a in arguments])
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


@pytest.fixture
def cli(capfdbinary):
    return lambda *arguments: kgtool(capfdbinary, *arguments)


def labels(chain):
    return [chain["hops"][0]["subject"]["label"], *(hop["object"]["label"] for hop in chain["hops"])]


# ---- the main job on the shipped graph ----


def test_vitamin_d_deficiency_leads_to_fasciculation(cli):
    code, out, _ = cli("trace", LOW_D, TWITCH, "--format", "json")
    answer = json.loads(out)
    assert code == 0
    assert answer["schema"] == "kgtool/trace/2"
    assert [cause["curie"] for cause in answer["causes"]] == ["term:vitamin-d-deficiency"]
    through = [
        chain
        for chain in answer["chains"]
        if labels(chain)[1:3] == ["decreased calcium absorption", "hypocalcemia"]
        and any("hyperexcitability" in label for label in labels(chain))
    ]
    assert through
    for chain in through:
        assert chain["sign"] == "+"
        assert all(hop["evidence"] and hop["claims"] for hop in chain["hops"])
        first = chain["hops"][0]
        assert any(claim.endswith("/vitamin-d--enables--calcium-absorption") for claim in first["claims"])


@pytest.mark.parametrize("potassium", ["high potassium", "low potassium"])
def test_too_little_and_too_much_potassium_both_bring_fasciculation(cli, potassium):
    code, out, _ = cli("trace", potassium, "fasciculation", "--format", "json")
    assert code == 0
    assert "+" in {chain["sign"] for chain in json.loads(out)["chains"]}


def test_there_is_no_way_back(cli):
    code, out, err = cli("trace", "fasciculation", LOW_D)
    assert (code, out) == (1, "")
    assert "no causal chain from muscle fasciculation to vitamin D deficiency" in err


def test_a_misspelt_term_is_a_usage_error_with_the_right_spelling(cli):
    code, out, err = cli("trace", "vitamn D deficiency", "fasciculation")
    assert (code, out) == (2, "")
    assert '"vitamin D deficiency"' in err


@pytest.mark.parametrize(
    ("cause", "effect"), [("hypomagnesemia", "muscle twitching"), ("Hypomagnesemia", "FASCICULATION")]
)
def test_synonyms_work_letter_case_aside(cli, cause, effect):
    code, out, _ = cli("trace", cause, effect)
    assert code == 0
    assert out.startswith("magnesium deficiency  promotes (+)  muscle fasciculation")


def test_salmon_lowers_the_risk_through_vitamin_d(cli):
    _, out, _ = cli("trace", "salmon", TWITCH, "--format", "json", "-k", 1)
    answer = json.loads(out)
    (route,) = answer["routes"]
    chain = answer["chains"][route["best"]]
    assert chain["sign"] == "-"
    assert labels(chain)[1] == LOW_D
    assert chain["hops"][0]["derived"]
    assert chain["hops"][0]["rule"]["curie"] == "nc:supply"
    assert not chain["concluded"]


@pytest.mark.parametrize("arguments", [("--from", LOW_D), ("--to", TWITCH)])
def test_one_end_alone_ranks_the_other(cli, arguments):
    code, out, _ = cli("trace", *arguments, "--format", "json", "-k", 20)
    chains = json.loads(out)["chains"]
    assert code == 0
    assert len(chains) == 20
    ends = [(labels(c)[0], c["sign"], labels(c)[-1]) for c in chains]
    assert len(set(ends)) == 20


def test_options_may_stand_before_or_after_the_command(cli, tmp_path):
    assert cli("-i", tmp_path / "none.ttl", "trace", "a", "b")[0] == 3
    assert cli("trace", "-i", tmp_path / "none.ttl", "a", "b")[0] == 3


def test_stated_leaves_composed_chains_out(cli):
    _, out, _ = cli("trace", "salmon", TWITCH, "--stated", "--format", "json", "-k", 500)
    assert {chain["origin"] for chain in json.loads(out)["chains"]} <= {"stated", "assembled"}


def test_sign_keeps_one_sign(cli):
    _, out, _ = cli("trace", "--to", TWITCH, "--sign", "-", "--format", "json")
    assert {chain["sign"] for chain in json.loads(out)["chains"]} == {"-"}


def test_what_was_cut_is_said(cli):
    _, out, _ = cli("trace", LOW_D, TWITCH, "-k", 1, "--format", "json")
    assert "raise -n" in json.loads(out)["truncated"]
    assert "raise -n" in cli("trace", LOW_D, TWITCH, "-k", 1)[2]


def test_the_same_question_gives_the_same_bytes():
    answers = {
        subprocess.run(
            [sys.executable, "-m", "kgtool", "trace", LOW_D, TWITCH, "--format", "json", *more],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed, more in (("1", []), ("2", []), ("3", ["--no-cache"]))
    }
    assert len(answers) == 1


def test_text_for_people_carries_the_disclaimer(cli):
    for arguments in (("trace", LOW_D, TWITCH), ("show", "salmon")):
        assert "not medical advice" in cli(*arguments)[1]


def test_nothing_is_coloured_when_piped(cli):
    assert "\x1b" not in cli("trace", LOW_D, TWITCH)[1]


# ---- search, show, info, cache ----


def test_search_finds_by_words(cli):
    code, out, _ = cli("search", "vitamin d")
    assert code == 0
    assert out.splitlines()[0] == "term:vitamin-d ! vitamin D"


def test_search_that_finds_nothing_exits_1(cli):
    code, out, err = cli("search", "xyzzy")
    assert (code, out) == (1, "")
    assert "xyzzy" in err


def test_a_limited_search_says_what_it_leaves_out(cli):
    _, out, err = cli("search", "vitamin", "-n", 2)
    assert len(out.splitlines()) == 2
    assert "raise -n" in err


def test_show_tells_claims_with_their_evidence(cli):
    code, out, _ = cli("show", "tetany", "--format", "json")
    told = json.loads(out)
    assert code == 0
    assert told["term"]["label"] == "tetany"
    assert all(claim["evidence"] for claim in told["claims"])
    assert "HP:0001281" in {match["curie"] for match in told["matches"]}


def test_info_counts_what_the_files_hold(cli):
    code, out, _ = cli("info", "--format", "json")
    told = json.loads(out)
    assert code == 0
    assert told["totals"]["sources"] == 5
    assert told["totals"]["claims"] == sum(p["claims"] for p in told["predicates"])
    assert told["totals"]["evidence"] == sum(s["evidence"] for s in told["sources"])


@pytest.mark.slow
def test_the_cache_can_be_seen_and_cleared(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path / "cache"))
    cli("info")
    assert "stores   3" in cli("cache", "info")[1]  # what was parsed, the notes, and what SPARQL is asked of
    assert cli("cache", "clear")[1].startswith("removed 3 stores, ")
    assert "stores   0" in cli("cache", "info")[1]


# ---- bad input: one line, the right exit code ----


def one_line(err):
    assert err.startswith("kgtool: ")
    assert len(err.splitlines()) == 1, err
    return err


def test_a_missing_file(cli, tmp_path):
    code, _, err = cli("trace", "-i", tmp_path / "none.ttl", "a", "b")
    assert code == 3
    assert "none.ttl: no such file" in one_line(err)


def test_a_syntax_error_names_file_and_line(cli, tmp_path):
    bad = tmp_path / "bad.ttl"
    bad.write_text("@prefix t: <http://example.org/> .\nt:a t:b t:c .\nt:a t:b .\n")
    code, _, err = cli("trace", "-i", bad, "a", "b")
    assert code == 3
    assert "bad.ttl:3:" in one_line(err)


def test_an_unknown_kind_of_file(cli, tmp_path):
    odd = tmp_path / "graph.docx"
    odd.write_text("")
    code, _, err = cli("info", "-i", odd)
    assert code == 3
    assert ".ttl" in one_line(err)


def test_an_unknown_format(cli):
    assert cli("trace", LOW_D, TWITCH, "--format", "pdf")[0] == 2
    assert cli("trace", LOW_D, TWITCH, "-o", "x.pdf")[0] == 2


def test_a_folder_without_rdf(cli, tmp_path):
    code, _, err = cli("info", "-i", tmp_path)
    assert code == 3
    assert "no RDF file" in one_line(err)


def test_an_empty_graph_knows_no_term(cli, tmp_path):
    empty = tmp_path / "empty.ttl"
    empty.write_text("")
    code, _, err = cli("trace", "-i", empty, "a", "b")
    assert code == 2
    assert 'no term is called "a"' in one_line(err)


def test_an_unknown_command_gets_a_near_miss(cli):
    code, _, err = cli("trcae", "a", "b")
    assert code == 2
    assert '"trace"' in one_line(err)


@pytest.mark.parametrize(
    "arguments",
    [("trace",), ("trace", "a", "b", "--from", "c"), ("trace", "a", "b", "-k", "0"), ("info", "--timeout", "nan")],
)
def test_a_malformed_command_line_is_a_usage_error(cli, arguments):
    assert cli(*arguments)[0] == 2


def test_an_unwritable_output(cli, tmp_path):
    code, _, err = cli("trace", LOW_D, TWITCH, "-o", tmp_path / "no" / "such" / "a.json")
    assert code == 3
    one_line(err)


def test_output_to_a_file_is_what_stdout_would_show(cli, tmp_path):
    target = tmp_path / "a.json"
    assert cli("trace", LOW_D, TWITCH, "-o", target)[:2] == (0, "")
    assert target.read_text() == cli("trace", LOW_D, TWITCH, "--format", "json")[1]


def test_an_unwritable_cache_warns_and_answers(cli, tmp_path, monkeypatch):
    blocked = tmp_path / "cache"
    blocked.write_text("a file where the folder should be")
    monkeypatch.setenv("KGTOOL_CACHE", str(blocked))
    code, out, err = cli("trace", LOW_D, TWITCH)
    assert code == 0
    assert out
    assert "warning" in one_line(err)


def test_a_broken_cache_is_rebuilt(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path / "cache"))
    expected = cli("trace", LOW_D, TWITCH)[1]
    for file in (tmp_path / "cache" / "stores").glob("*/*.sst"):
        file.write_bytes(b"\0" * 100)
    assert cli("trace", LOW_D, TWITCH) == (0, expected, "")


def test_a_changed_file_is_read_anew(cli, tmp_path):
    graph = tmp_path / "g.ttl"
    head = "@prefix t: <https://w3id.org/nutrition-causality/term/> . "
    head += "@prefix r: <http://www.w3.org/2000/01/rdf-schema#> . "
    graph.write_text(head + "t:a r:label 'alpha'@en .")
    assert cli("search", "alpha", "-i", graph)[0] == 0
    graph.write_text(head + "t:a r:label 'omega'@en .")
    assert cli("search", "alpha", "-i", graph)[0] == 1


def test_a_reader_that_goes_away_ends_nothing_badly():
    code = f"{sys.executable} -m kgtool trace --to '{TWITCH}' -k 1000 | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", code], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_version_and_help(cli):
    assert cli("--version")[0] == 0
    code, out, _ = cli("--help")
    assert code == 0
    assert "trace" in out


GIVEN = {
    "inputs": ["-i", "x.ttl"],
    "input_format": ["--input-format", "ttl"],
    "signs": ["--signs", "x.ttl"],
    "mappings": ["--mappings", "x.tsv"],
    "no_seams": ["--no-seams"],
    "no_cache": ["--no-cache"],
    "timeout": ["--timeout", "1"],
}


def commands():
    """Every command: the words that call it, and the names of the options that it reads."""
    for name in main.COMMANDS:
        command = main.kgtool.get_command(click.Context(main.kgtool), name)
        if isinstance(command, click.Group):
            context = click.Context(command)
            for inner in command.list_commands(context):
                yield [name, inner], {p.name for p in command.get_command(context, inner).params}
        else:
            yield [name], {p.name for p in command.params}


def test_what_a_command_does_not_read_is_refused_in_either_place(capsys):
    number = 0
    for words, read in commands():
        assert "debug" in read, words
        for arguments in (GIVEN[option] for option in GIVEN.keys() - read):
            assert run([*arguments, *words]) == 2
            assert f"kgtool {' '.join(words)} doesn't read {arguments[0]}" in capsys.readouterr().err
            assert run([*words, *arguments]) == 2
            assert "No such option" in capsys.readouterr().err
            number += 1
    assert number > 50


def texts_of(words):
    """The options and arguments of a command that take a text, each with the line that gives an empty one."""
    command = main.kgtool.get_command(click.Context(main.kgtool), words[0])
    if isinstance(command, click.Group):
        command = command.get_command(click.Context(command), words[1])
    needed = [p for p in command.params if p.required]
    for param in command.params:
        if isinstance(param.type, click.types.StringParamType) and param.default != "" and param.metavar != "":
            line = []
            for p in needed if param in needed else [*needed, param]:
                values = ["" if p is param else "x"] * max(p.nargs, 1)
                line += [p.opts[0], *values] if isinstance(p, click.Option) else values
            yield param.opts[0] if isinstance(param, click.Option) else "name", line


def test_an_empty_text_names_nothing_whatever_takes_it(capsys):
    number = 0
    for words, _ in commands():
        for named, line in texts_of(words):
            assert run([*words, *line]) == 2, (words, line)
            said = capsys.readouterr().err
            assert said.startswith(f"kgtool: an empty {named} ") and said.count("\n") == 1, said
            number += 1
    assert number > 100
    assert run(["-i", "", "info"]) == 2
    assert capsys.readouterr().err.startswith("kgtool: an empty -i names nothing. Leave it out")


def test_what_a_command_reads_may_stand_before_a_group_as_well(capsys):
    assert run(["--signs", "nothere.ttl", "import", "graph", "--into", "x", "--source", "s"]) != 0
    assert "doesn't read" not in capsys.readouterr().err


@pytest.mark.parametrize("line", [["search", "magnesium"], ["query", "-e", "ASK { ?s ?p ?o }"], ["query", "sources"]])
def test_debug_tells_how_long_each_phase_took(line, capfd):
    for _ in range(2):  # nothing is left over from the time before
        assert run(["--debug", *line]) == 0
        said = capfd.readouterr().err
        assert re.fullmatch(
            r"kgtool: [\d.]+ s starting, [\d.]+ s opening the graph, [\d.]+ s answering.*; [\d.]+ s in all\.\n", said
        )
    assert run(line) == 0
    assert "in all" not in capfd.readouterr().err
