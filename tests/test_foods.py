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

from kgtool.answers.foods import Foods
from kgtool.cli import run
from kgtool.errors import InputError, RefusedError
from kgtool.importing.fdc import import_fdc
from kgtool.model import Term
from kgtool.render.foods import foods_text
from kgtool.store.foods import amounts, intakes, measured

MACRONUTRIENTS = (1003, 1004, 1005, 1079)  # protein, fat, carbohydrate, fiber
ENERGY = (1008, 2047, 2048)


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
                if nutrient not in MACRONUTRIENTS:
                    assert known[food.fdc_id, nutrient] == (food.description, food.amount, unit)
                    number += 1
    assert number > 3_000
    assert len({food.fdc_id for food in amounts(measured()["iron"])}) > 150


def test_shipped_energy_is_what_protein_fat_and_carbohydrate_give():
    held = {n: {f.fdc_id: f for f in amounts([(n, "g")])} for n in MACRONUTRIENTS}
    every = {f.fdc_id: f for foods in held.values() for f in foods.values()}
    assert len(every) > 170
    for number, food in every.items():
        protein, fat, carbohydrate, _ = (held[n][number].amount if number in held[n] else 0 for n in MACRONUTRIENTS)
        general = 4 * protein + 9 * fat + 4 * carbohydrate  # of fiber and much of cocoa the body gets less
        assert food.kcal is not None, food.description
        assert general / 2 <= food.kcal <= general * 1.1 + 5, food.description


# Ten foods of the Foundation download: description, mg of magnesium, energy by nutrient id, portion. And what these
# come to, by a pocket calculator: in the portion, in 100 kcal, of the 320 mg that a woman of 40 needs.
TEN = {
    323505: ("Kale, raw", "32.7", {1008: "35.0", 2047: "43"}, ("cup", "20.6"), "6.7 mg", "93.4 mg", "2 %"),
    335240: ("Bread, whole-wheat", "76.6", {1008: "254.0"}, ("slice", "32.1"), "24.6 mg", "30.2 mg", "8 %"),
    746768: ("Figs, dried", "67.6", {1008: "249.0", 2047: "277"}, ("cup", "149.0"), "101 mg", "27.1 mg", "31 %"),
    334194: ("Fish, tuna", "22.7", {1008: "90.0"}, ("can", "107.0"), "24.3 mg", "25.2 mg", "8 %"),
    746776: ("Milk, nonfat", "12.5", {1008: "34.0"}, ("cup", "246.0"), "30.8 mg", "36.8 mg", "10 %"),
    328637: ("Cheese, cheddar", "26.8", {1008: "408.0"}, ("slice", "17.0"), "4.6 mg", "6.6 mg", "1 %"),
    325524: ("Seeds, sunflower", "358.0", {1008: "612.0"}, ("cup", "127.0"), "455 mg", "58.5 mg", "142 %"),
    1105314: ("Bananas, raw", "28.0", {1008: "97.0", 2048: "88"}, ("Banana", "115.0"), "32.2 mg", "28.9 mg", "10 %"),
    321358: ("Hummus", "71.1", {1008: "229.0"}, ("tablespoon", "33.9"), "24.1 mg", "31.0 mg", "8 %"),
    2515380: ("Seeds, pumpkin", "500.3", {2047: "555.1", 2048: "514.83917"}, None, "–", "97.2 mg", "–"),
}


def test_ten_foods_come_out_as_by_hand(tmp_path, capsys):
    folder = tmp_path / "fdc"
    folder.mkdir()
    foods = [f'{n},foundation_food,"{row[0]}",1,2024-10-31' for n, row in TEN.items()]
    foods += ["1,sample_food,Kale,1,2024-10-31", '2,foundation_food,"Kale, an older record",1,2019-04-01']
    held = [(n, 1090, row[1]) for n, row in TEN.items()] + [(1, 1090, "99"), (2, 1090, "99"), (323505, 1089, "1.6")]
    held += [(n, energy, kcal) for n, row in TEN.items() for energy, kcal in row[2].items()]
    portions = [(n, *row[3]) for n, row in TEN.items() if row[3]]
    units = {name: at for at, (_, name, _) in enumerate(portions, 1_000)}
    tables = {
        "food": ("fdc_id,data_type,description,food_category_id,publication_date", foods),
        "foundation_food": ("fdc_id,NDB_number", [f"{n},1" for n in TEN]),
        "nutrient": (
            "id,name,unit_name,nutrient_nbr",
            ['1090,"Magnesium, Mg",MG,304', '1089,"Iron, Fe",MG,303', *(f"{n},Energy,KCAL,1" for n in ENERGY)],
        ),
        "food_nutrient": ("id,fdc_id,nutrient_id,amount", [f"{at},{n},{m},{x}" for at, (n, m, x) in enumerate(held)]),
        "measure_unit": ("id,name", [f"{at},{name}" for name, at in units.items()]),
        "food_portion": (
            "id,fdc_id,seq_num,amount,measure_unit_id,modifier,gram_weight",
            [f"{at},{n},1,1.0,{units[unit]},,{grams}" for at, (n, unit, grams) in enumerate(portions)]
            + [f"90,334194,2,1.0,{units['can']},total contents,142.0"],
        ),
    }
    for name, (header, lines) in tables.items():
        (folder / f"{name}.csv").write_text("\n".join([header, *lines, ""]))
    target = str(tmp_path / "foods.db")
    assert run(["import", "fdc", str(folder), "-o", target]) == 0
    assert "10 foods (10 foundation)" in capsys.readouterr().out
    assert run(["foods", "magnesium", "--foods", target, "--sex", "female", "--age", "40"]) == 0
    out = capsys.readouterr().out
    told = {line.split()[-1]: " ".join(line.split()) for line in out.splitlines() if line.split()}
    for number, (name, amount, _, portion, in_portion, in_100_kcal, share) in TEN.items():
        in_100_g = f"{float(amount):.0f} mg" if float(amount) >= 100 else f"{float(amount):.1f} mg"
        weighed = f"{float(portion[1]):g} g: {in_portion}" if portion else "–"
        assert told[str(number)] == f"{name} {in_100_g} {weighed} {in_100_kcal} {share} {number}"
    assert "–: FoodData Central gives no portion of it" in out


def test_a_portion_larger_than_a_meal_comes_last(capsys):
    assert run(["foods", "magnesium", "--by", "portion", "-n", "200", "--format", "json"]) == 0
    foods = json.loads(capsys.readouterr().out)["nutrients"][0]["foods"]
    large = [(f["kcal"] or 0) * (f["grams"] or 0) / 100 > 500 for f in foods]
    assert large == sorted(large)
    assert any(large)
    nothing = Foods(Term("https://example.org/water", "water"), (), 0, (), (), ())
    assert "No amounts of it in these foods" in foods_text([nothing])


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


@pytest.mark.slow
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
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]  # nothing was begun


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


@pytest.mark.slow
def test_an_imported_file_answers_too(foundation, tmp_path, capsys):
    target = tmp_path / "foods.db"
    assert run(["import", "fdc", str(foundation), "-o", str(target)]) == 0
    assert "316 foods (316 foundation)" in capsys.readouterr().out
    assert run(["foods", "calcium", "--foods", str(target), "--by", "100kcal", "--format", "json"]) == 0
    foods = json.loads(capsys.readouterr().out)["nutrients"][0]["foods"]
    first = foods[0]
    assert first["kcal"] > 0
    assert all(first["amount"] / first["kcal"] >= f["amount"] / f["kcal"] for f in foods if f["kcal"])
