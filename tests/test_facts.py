"""What the public things are is said in a line, and in a small table in notebooks."""

from html.parser import HTMLParser

import corridor


class Cells(HTMLParser):
    """The texts of a table, and the tags it is made of."""

    def __init__(self, text):
        super().__init__()
        self.texts, self.tags = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.texts.append(data)


def test_each_says_what_it_is_in_a_line_and_in_a_table(small):
    scenario = corridor.load(small)
    resolved = corridor.resolve(scenario)
    answer = corridor.simulate(resolved, 20, seed=3)
    for thing in (scenario, resolved, answer):
        line, table = repr(thing), Cells(thing._repr_html_())
        assert len(line) < 300 and "\n" not in line
        assert line.startswith(f"<{type(thing).__name__} {resolved.name!r}: ")
        assert table.tags == {"table", "caption", "tr", "th", "td"}
        assert all(text in line for text in table.texts[1:])
        assert "Wed 02 Jan 2030 12:00" in line
    headline = answer.findings.headline
    assert f"arrived at {headline.label} by Tue 08 Jan 2030 00:00" in repr(answer)
    assert "futures 20; scope public;" in repr(answer)
    assert "internal, do not hand on" in repr(corridor.simulate(resolved, 1, internal=True))


def test_nothing_in_a_scenario_is_markup_in_a_notebook(small):
    path = small / "scenario.yaml"
    text = path.read_text("utf-8")
    name = next(line for line in text.splitlines() if line.startswith("name:"))
    path.write_text(text.replace(name, 'name: <script>alert(1)</script> & "more"'), "utf-8")
    scenario = corridor.load(small)
    resolved = corridor.resolve(scenario, as_written=True)
    for thing in (scenario, resolved, corridor.simulate(resolved, 1)):
        assert Cells(thing._repr_html_()).tags == {"table", "caption", "tr", "th", "td"}
        assert '<script>alert(1)</script> & "more"' in Cells(thing._repr_html_()).texts[0]
    assert "no time, as written" in repr(resolved)
