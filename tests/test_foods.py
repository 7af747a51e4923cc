"""Foods: FoodData Central as USDA ships it, held against plain SQL over the same CSV; and what is told of it."""

import csv
import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import tracemalloc
import zipfile

import pytest

from kgtool.cli import run
from kgtool.errors import InputError, RefusedError
from kgtool.importing.fdc import import_fdc
from kgtool.store.foods import amounts, intakes, measured


@pytest.fixture
def foundation(shared):
    return shared / "reference" / "fdc" / "foundation_2024-10-31"


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def generated(folder, number):
    """FDC-shaped data with this many amounts, a tenth of them of samples."""
    folder.mkdir()
    foods = max(number // 50, 10)
    with open(folder / "food.csv", "w") as file:
        file.write('"fdc_id","data_type","description","food_category_id","publication_date"\n')
        file.writelines(
            f'"{n}","{"sample_food" if n % 10 == 0 else "branded_food"}","FOOD {n}, ""X""","1","2024-01-01"\n'
            for n in range(foods)
        )
    with open(folder / "food_nutrient.csv", "w") as file:
        file.write('"id","fdc_id","nutrient_id","amount","data_points","derivation_id"\n')
        file.writelines(f'"{n}","{n % foods}","{1000 + n % 97}","{n % 1000}.5","1","1"\n' for n in range(number))
    (folder / "nutrient.csv").write_text('"id","name","unit_name","nutrient_nbr"\n"1090","Magnesium, Mg","MG","304"\n')
    return folder


@pytest.mark.slow
def test_the_foundation_download_agrees_with_plain_sql(foundation, tmp_path):
    target = tmp_path / "foods.db"
    begun = time.monotonic()
    found = import_fdc(str(foundation), str(target))
    assert time.monotonic() - begun < 60
    plain = sqlite3.connect(":memory:")
    for name in ("food", "foundation_food", "food_nutrient", "food_portion", "nutrient"):
        data = list(rows(foundation / f"{name}.csv.gz"))
        plain.execute(f"CREATE TABLE {name} ({', '.join(data[0])})")
        plain.executemany(
            f"INSERT INTO {name} VALUES ({', '.join('?' * len(data[0]))})", map(tuple, map(dict.values, data))
        )
    kept = "fdc_id IN (SELECT fdc_id FROM foundation_food) AND fdc_id IN (SELECT fdc_id FROM food)"
    counts = [
        plain.execute(f"SELECT COUNT(*) FROM food WHERE data_type = 'foundation_food' AND {kept}").fetchone()[0],
        plain.execute(f"SELECT COUNT(*) FROM food_nutrient WHERE {kept} AND amount <> ''").fetchone()[0],
        plain.execute(f"SELECT COUNT(*) FROM food_portion WHERE {kept} AND gram_weight <> ''").fetchone()[0],
        plain.execute("SELECT COUNT(*) FROM nutrient").fetchone()[0],
    ]
    assert [found.foods["foundation_food"], found.amounts, found.portions, found.nutrients] == counts
    assert counts[0] == 316
    ours = sqlite3.connect(target)
    for food, amount in plain.execute(
        f"SELECT fdc_id, CAST(amount AS REAL) FROM food_nutrient WHERE nutrient_id = '1090' AND amount <> '' AND {kept}"
    ):
        assert ours.execute("SELECT amount FROM amount WHERE fdc_id=? AND nutrient_id=1090", (food,)).fetchone() == (
            amount,
        )


def test_shipped_amounts_are_those_of_the_reference(shared):
    with open(shared / "reference" / "fdc" / "foods_nutrients_top.tsv", encoding="utf-8") as file:
        known = {
            (int(r["fdc_id"]), int(r["nutrient_id"])): (
                r["description"],
                float(r["amount"]),
                r["unit"].lower(),
            )
            for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    number = 0
    for nutrients in measured().values():
        for nutrient, unit in nutrients:
            for food in amounts([(nutrient, unit)]):
                assert known[food.fdc_id, nutrient] == (food.description, food.amount, unit)
                number += 1
    assert number > 3_000
    assert len({food.fdc_id for food in amounts(measured()["iron"])}) > 150


def test_intakes_are_those_of_the_reference(shared):
    with open(shared / "reference" / "dri.tsv", encoding="utf-8") as file:
        known = sum(r["nutrient"] == "Magnesium" for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(intakes("magnesium")) == known
    (woman,) = [i for i in intakes("iron") if (i.kind, i.sex, i.stage, i.age_from) == ("RDA", "female", "", 31)]
    assert (woman.amount, woman.unit) == (18, "mg")


@pytest.mark.slow
def test_a_zip_is_read_as_its_folder_is(foundation, tmp_path):
    archive = tmp_path / "fdc.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in foundation.glob("*.gz"):
            file.writestr(f"FoodData_Central/{path.name[:-3]}", gzip.decompress(path.read_bytes()))
        file.writestr("../../evil.csv", "x")
    found = import_fdc(str(archive), str(tmp_path / "a.db"))
    assert found._replace(resumed=False) == import_fdc(str(foundation), str(tmp_path / "b.db"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.db", "b.db", "fdc.zip"]


def test_a_zip_bomb_is_refused_before_it_is_read(tmp_path):
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file, file.open("food.csv", "w") as member:
        for _ in range(300):
            member.write(b"\0" * (1 << 20))
    with pytest.raises(RefusedError, match="unpacks to"):
        import_fdc(str(archive), str(tmp_path / "foods.db"))


def test_what_is_no_fooddata_central_is_one_line(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n")
    for source, word in ((tmp_path, "no nutrient.csv"), (tmp_path / "x.csv", "neither a folder nor a zip")):
        with pytest.raises(InputError, match=word):
            import_fdc(str(source), str(tmp_path / "foods.db"))
    with pytest.raises(InputError, match="No such file"):
        import_fdc(str(tmp_path / "none"), str(tmp_path / "foods.db"))


def test_bad_rows_are_counted_and_left_out(tmp_path):
    folder = generated(tmp_path / "fdc", 1_000)
    with open(folder / "food_nutrient.csv", "a") as file:
        file.write('"1"\n"2","","1090","3"\n' * 10)
    assert import_fdc(str(folder), str(tmp_path / "foods.db")).bad == 20


@pytest.mark.slow
def test_time_grows_with_the_rows_and_memory_does_not(tmp_path):
    seconds, peaks = [], []
    for number in (20_000, 100_000, 400_000):
        folder = generated(tmp_path / str(number), number)
        tracemalloc.start()
        begun = time.process_time()
        found = import_fdc(str(folder), str(tmp_path / f"{number}.db"))
        seconds.append(time.process_time() - begun)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found.amounts == number - number // 10
    assert peaks[2] < 2.5 * peaks[1]
    assert seconds[2] < 8 * seconds[1]


@pytest.mark.slow
def test_a_kill_in_the_middle_leaves_the_old_file_and_the_next_run_goes_on(tmp_path):
    folder, target = generated(tmp_path / "fdc", 1_500_000), tmp_path / "foods.db"
    target.write_bytes(b"old")
    code = f"from kgtool.importing.fdc import import_fdc; import_fdc({str(folder)!r}, {str(target)!r}, print)"
    with subprocess.Popen([sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line.startswith("food_nutrient.csv: 3"):
                process.send_signal(signal.SIGKILL)
                break
    assert target.read_bytes() == b"old"
    told = []
    found = import_fdc(str(folder), str(target), told.append)
    assert found.resumed
    assert found.amounts == 1_350_000
    assert "food_nutrient.csv: 100,000 rows" not in told
    assert not os.path.exists(f"{target}.part")


def test_foods_by_nutrient_tell_amount_portion_and_share(capsys):
    assert run(["foods", "magnesium", "-n", "200", "--sex", "female", "--age", "40", "--format", "json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["nutrients"]
    assert [(i["amount"], i["kind"]) for i in told["intakes"]] == [(320, "RDA")]
    almonds = next(f for f in told["foods"] if f["term"] == "almonds")
    share = almonds["amount"] * almonds["grams"] / 100 / 320
    assert almonds["share_of_intake_in_portion"] == [round(share, 4)]
    held = [f["amount"] for f in told["foods"]]
    assert held == sorted(held, reverse=True)
    assert run(["foods", "magnesium"]) == 0
    out = capsys.readouterr().out
    assert "310 to 420 mg a day (RDA)" in out
    assert "not medical advice" in out
    assert max(map(len, out.splitlines())) <= 100


def test_foods_for_a_symptom_follow_its_chains(capsys):
    assert run(["foods", "--for", "muscle fasciculation", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["nutrients"]
    names = [one["nutrient"]["label"] for one in told]
    assert "magnesium" in names
    for one in told:
        assert one["because"][-1]["label"] == "muscle fasciculation"
        assert one["foods"]


def test_foods_refuses_what_it_cant_answer(capsys, tmp_path):
    assert run(["foods"]) == 2
    assert run(["foods", "magnesium", "--for", "tetany"]) == 2
    assert run(["foods", "spinach"]) == 2
    assert "isn't among what is measured" in capsys.readouterr().err
    bad = tmp_path / "x.db"
    bad.write_text("nothing" * 100)
    assert run(["foods", "iron", "--foods", str(bad)]) == 3


def test_an_imported_file_answers_too(foundation, tmp_path, capsys):
    target = tmp_path / "foods.db"
    assert run(["import", "fdc", str(foundation), "-o", str(target)]) == 0
    assert "316 foods (316 foundation)" in capsys.readouterr().out
    assert run(["foods", "calcium", "--foods", str(target), "--by", "100kcal", "--format", "json"]) == 0
    foods = json.loads(capsys.readouterr().out)["nutrients"][0]["foods"]
    first = foods[0]
    assert first["kcal"] > 0
    assert all(first["amount"] / first["kcal"] >= f["amount"] / f["kcal"] for f in foods if f["kcal"])
