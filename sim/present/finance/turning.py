"""The sheet of what turns the case: its net present value at either end of ten inputs, live."""

from __future__ import annotations

from sim.present.finance import case_quarters, cash, head_count, quantities
from sim.present.finance.book import MONEY, Book, at, heads, printed, span, text
from sim.present.finance.case_quarters import Lines
from sim.questions.compare.cost_model import RISE
from sim.questions.compare.staff import Staff
from sim.questions.compare.turning import Turned, Turning
from sim.records.rates import Rate

SHEET = "Sensitivity"
HEADS = (
    "Input", "Now", "Low", "High", "Value at low", "Value at high", "Low: moves it by",
    "High: moves it by", "What it is",
)  # fmt: skip
NAME, NOW, LOW, HIGH, AT_LOW, AT_HIGH, DOWN, UP, ABOUT = range(9)
VALUE, TOP = 3, 6
CHART_ROWS = 24
PERCENT = "0.0##%"


class TurningSheet:
    """The sheet in the making: the inputs, and below them what their values are worked out from."""

    def __init__(self, book: Book, turning: Turning) -> None:
        self.book, self.turning, self.case = book, turning, turning.case
        self.most, self.lines = turning.most, Lines(turning.case)
        self.rates_at = TOP + len(self.most) + CHART_ROWS + 3
        self.years_at = self.rates_at + len(turning.rates) + 4
        note = (
            f"{self.case.currency}; live. Ranges on yellow ground can be changed; "
            f"{head_count.how_to_run_again(self.case)}"
        )
        title = "What turns the business case: its net present value"
        self.sheet = book.sheet(SHEET, title, note)

    def write(self) -> None:
        """Write the sheet."""
        value = self.case.net_present_value * self.case.rate
        self.sheet.write(VALUE, 0, "Net present value now")
        formula = f"={self._now()}*exchange_rate"
        self.sheet.write_formula(VALUE, 1, formula, self.book.number(MONEY, bold=True), value)
        heads(self.book, self.sheet, TOP - 1, HEADS)
        self.sheet.set_row(TOP - 1, 32)
        for row, turned in enumerate(self.most, start=TOP):
            self._input(row, turned)
        self._bars()
        self._rates()
        self._years()
        self.sheet.set_column(0, 0, 52)
        self.sheet.set_column(1, UP, 17)
        self.sheet.set_column(ABOUT, ABOUT, 60)
        self.sheet.freeze_panes(TOP, 1)
        printed(self.sheet, self.rates_at - 1, len(HEADS), repeat=TOP - 1, pages_high=1)

    def _now(self) -> str:
        """The net present value in the scenario's currency."""
        return self.lines.total("present")

    def _input(self, row: int, turned: Turned) -> None:
        cell, money = turned.cell, self.book.number(MONEY)
        pattern = PERCENT if cell.share else "#,##0.####" if abs(cell.value) < 100 else "#,##0"
        self.sheet.write(row, NAME, f"{cell.name.replace('_', ' ')}{_unit(self, cell.unit)}")
        now = self.book.number(pattern)
        self.sheet.write_formula(row, NOW, f"={cell.name}", now, cell.value)
        self.sheet.write(row, ABOUT, f" {cell.description}")
        value = self.case.net_present_value
        ends = ((LOW, AT_LOW, DOWN, turned.low, turned.at_low),
                (HIGH, AT_HIGH, UP, turned.high, turned.at_high))  # fmt: skip
        for column, result, moves, end, found in ends:
            self.sheet.write_number(row, column, end, self.book.input(pattern))
            formula = f"=({self._with(cell.name, at(row, column))})*exchange_rate"
            self.sheet.write_formula(row, result, formula, money, found * self.case.rate)
            less = f"={at(row, result)}-{at(VALUE, 1, fixed='rc')}"
            moved = (found - value) * self.case.rate
            self.sheet.write_formula(row, moves, less, money, moved)

    def _with(self, name: str, cell: str) -> str:
        """The net present value with another number in place of an input."""
        there, lines = case_quarters.SHEET, self.lines
        ends, factors = (
            f"'{there}'!{span(row, 1, lines.periods)}"
            for row in (case_quarters.ENDS, case_quarters.DISCOUNT)
        )
        saved, cash, charge = (
            f"'{there}'!{lines.across(key)}" for key in ("saved", "cash", "charge")
        )
        if name == "discount":
            return f"SUMPRODUCT({saved},(1+{cell})^-{ends})"
        if name == "tax_rate":
            return f"SUMPRODUCT({cash}-{cell}*{charge},{factors})"
        if name == "inflation":
            return f"{self._now()}+{self._risen(list(self.turning.by_year), name, cell)}"
        if name.startswith(RISE):
            return f"{self._now()}+{self._risen([name.removeprefix(RISE)], name, cell)}"
        using = self.turning.using(name).items()
        return "+".join([self._now(), *(self._step(*one, {name: cell}) for one in using)])

    def _step(self, written: str, rate: Rate, turned: dict[str, str]) -> str:
        """What a rate moves where it has another cell for one of its prices."""
        there = self.turning.written(rate, turned)
        return f"{self._weight(written)}*({there}-{self._rate(written)})"

    def _place(self, written: str) -> int:
        return self.rates_at + 2 + list(self.turning.rates).index(written)

    def _weight(self, written: str) -> str:
        return at(self._place(written), 1, fixed="rc")

    def _rate(self, written: str) -> str:
        return at(self._place(written), 2, fixed="rc")

    def _risen(self, roles: list[str], name: str, cell: str) -> str:
        """What is added where prices rise by another share a year, of some roles or all."""
        columns = [1 + list(self.turning.by_year).index(role) for role in roles]
        first, last = self.years_at + 2, self.years_at + 1 + self._ages
        years = f"{at(first, 0, fixed='rc')}:{at(last, 0, fixed='rc')}"
        factor = f"(((1+{cell})/(1+{name}))^{years}-1)"
        return "+".join(
            f"SUMPRODUCT({at(first, c, fixed='rc')}:{at(last, c, fixed='rc')},{factor})"
            for c in columns
        )

    @property
    def _ages(self) -> int:
        return int(self.case.cost_model.periods.years_old[-1]) + 1

    def _bars(self) -> None:
        chart = self.book.file.add_chart({"type": "bar"})
        last = TOP + len(self.most) - 1
        for column, colour in ((DOWN, "#4A6FA5"), (UP, "#C9772B")):
            chart.add_series({
                "name": [SHEET, TOP - 1, column], "categories": [SHEET, TOP, NAME, last, NAME],
                "values": [SHEET, TOP, column, last, column], "fill": {"color": colour},
                "gap": 40, "overlap": 100,
            })  # fmt: skip
        chart.set_title({"name": "How far each moves the value", "name_font": {"size": 13}})
        chart.set_y_axis({"reverse": True, "label_position": "low"})
        grid = {"visible": True, "line": {"color": "#D9DDE1"}}
        name = f"million {self.case.currency}"
        chart.set_x_axis({"name": name, "num_format": "#,##0.0,,", "major_gridlines": grid})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 1040, "height": 440})
        about = "Bars: how far each input moves the net present value"
        self.sheet.insert_chart(last + 2, 0, chart, {"description": about})

    def _rates(self) -> None:
        """Of each rate: what one unit of it is worth to the case today."""
        self.sheet.write(self.rates_at, 0, "By rate", self.book.band)
        names = ("Rate", "Worth of one unit of it", "Rate at first prices", "Worth", "Number")
        heads(self.book, self.sheet, self.rates_at + 1, names)
        for number, (written, rate) in enumerate(self.turning.rates.items()):
            row, weight = self._place(written), self.turning.weights[written]
            now = rate.value(self.case.scenario)
            self.sheet.write(row, 0, written)
            formula = f"={self._weighed(number, written)}"
            self.sheet.write_formula(row, 1, formula, self.book.number("#,##0.0000"), weight)
            self.sheet.write_formula(row, 2, f"={written}", self.book.number("#,##0.00"), now)
            product = f"={at(row, 1)}*{at(row, 2)}"
            self.sheet.write_formula(row, 3, product, self.book.number(MONEY), weight * now)
            self.sheet.write_number(row, 4, number)
        row = self.years_at - 2
        self.sheet.write(row, 0, "Check: these less the net present value (0)")
        first, last = at(self.rates_at + 2, 3), at(row - 1, 3)
        check = f"=ROUND(SUM({first}:{last})-{self._now()},2)"
        self.sheet.write_formula(row, 3, check, self.book.number(MONEY), 0)

    def _weighed(self, number: int, written: str) -> str:
        """Today's quantities less the plan's, each at its present value, of one rate."""
        return self._less(quantities.WEIGHT, number=str(number)) + "".join(
            f"{'+' if m.staff.model == self.case.today else '-'}{self._people(m.staff, m.way)}"
            for m in self.case.moving
            if m.staff.role
            and self.turning.written(self.turning.rate_of(m.staff.role, m.path)) == written
        )

    def _less(self, what: int, **by: str) -> str:
        """Quantities of today less those of the plan."""
        cost_model = self.case.cost_model
        pair = [cash.name_cell(cost_model, model) for model in (self.case.today, self.case.plan)]
        today, plan = (quantities.summed(cost_model, what, model=cell, **by) for cell in pair)
        return f"{today}-{plan}"

    def _people(self, one: Staff, way: str, age: int | None = None) -> str:
        """People who come or go, each at its present value; of one year of prices, or all."""
        key = "joined" if way == "hiring" else "let go"
        first, last = head_count.columns(self.case)
        risen = f"'{head_count.SHEET}'!{at(head_count.RISEN, first, fixed='rc')}:" + at(
            head_count.RISEN, last, fixed="rc"
        )
        factors = f"'{case_quarters.SHEET}'!" + span(case_quarters.DISCOUNT, 1, self.lines.periods)
        growth = f"(1+inflation)^{risen}*(1+{RISE}{one.role})^{risen}"
        people = head_count.quarters_of(self.case, key, one)
        if age is not None:
            people = f"{head_count.quarters_of(self.case, way, one)}*({risen}={age})"
            return f"SUMPRODUCT({people}*{factors})*(1-relief_rate)"
        return f"SUMPRODUCT({people},{growth},{factors})*(1-relief_rate)"

    def _years(self) -> None:
        """The value by years of rising prices, of each role's pay and of the rest."""
        roles = list(self.turning.by_year)
        self.sheet.write(self.years_at, 0, "By years of rising prices", self.book.band)
        names = [
            "Years since the first fiscal year",
            *(f"pay: {r}" if r else "other" for r in roles),
        ]
        heads(self.book, self.sheet, self.years_at + 1, names)
        for age in range(self._ages):
            row = self.years_at + 2 + age
            self.sheet.write_number(row, 0, age)
            for column, role in enumerate(roles, start=1):
                value = float(self.turning.by_year[role][age])
                formula = f"={self._of_age(role, age)}"
                self.sheet.write_formula(row, column, formula, self.book.number(MONEY), value)

    def _of_age(self, role: str, age: int) -> str:
        pay = text(role or quantities.NOBODY)
        return self._less(quantities.PRESENT, role=pay, risen=str(age)) + "".join(
            f"{'+' if m.staff.model == self.case.today else '-'}{self._people(m.staff, m.way, age)}"
            for m in self.case.moving
            if m.staff.role and m.staff.role == role
        )


def _unit(sheet: TurningSheet, unit: str) -> str:
    said = unit.replace("money", sheet.case.scenario.currency)
    return f", {said}" if said else ""
