"""What follows from what a recipient knows and how a run ended, and how often it is tried to tell him."""

import threading
from dataclasses import replace

import pytest

from analysis.press.failures.failure import Failure, Kind
from analysis.press.ledger.account import FAILED, GOOD, Account
from analysis.press.making.outcome import MADE, UNCHANGED, Outcome
from analysis.press.orders.notify import Notify
from analysis.press.orders.reports import Report
from analysis.press.telling import round as rounds
from analysis.press.telling.book import MOST_OWED, Book, Known, owing
from analysis.press.telling.delivery import BETWEEN, Attempt
from analysis.press.telling.events import Case, standfirst_of
from analysis.press.telling.letters import LONGEST_SUBJECT, Letter, subject_of
from analysis.press.telling.round import MOST_TRIES, Round, later
from analysis.press.telling.telling import Telling

NOON = "2031-05-04T12:00:00Z"
ACCOUNT = Account(
    "tempo", "20310504T120000Z-aa", "aa", "", GOOD, NOON, {}, since=(("", "1 finding moved."), ("", "Because of rain."))
)
FAILURE = Failure(
    "tempo", Kind.CELL, "ValueError: bounds are reversed", "A cell failed.", "Mend it.", "workbook render tempo",
    "The last good page stays.", cell=3, name="ValueError", message="bounds are reversed",
)  # fmt: skip
LETTER = Letter("k1", "change", NOON, "Tempo: moved", ("One.", "Two."), "Since:", ("first", "second"))


def case(tmp_path, kind=MADE, failure=None, at=NOON, address="", account=ACCOUNT, **notify):
    outcome = Outcome("tempo", kind, tmp_path / "index.html", account=account, failure=failure)
    return Case(outcome, "Tempo", Notify(**notify), "DESK", at, address)


def owed(known):
    return [(letter.event, letter.subject) for letter in known.owed]


def test_what_is_known_already_is_not_told(tmp_path):
    assert case(tmp_path, UNCHANGED).after(Known("aa")) == Known("aa")


def test_a_page_that_nobody_noted_is_told_by_the_next_batch_although_it_is_unchanged(tmp_path):
    after = case(tmp_path, UNCHANGED).after(Known("before"))
    assert owed(after) == [("change", "Tempo: 1 finding moved.")]
    assert case(tmp_path, UNCHANGED).after(after) == after


def test_the_same_event_has_the_same_key_at_any_time_and_another_for_another_recipient(tmp_path):
    one, two = (case(tmp_path, at=at).after(Known("")).owed[0].key for at in (NOON, "2031-06-01T00:00:00Z"))
    other = replace(case(tmp_path), variable="HOOK").after(Known("")).owed[0].key
    assert one == two != other


def test_a_failure_is_told_as_it_begins_and_when_it_becomes_another(tmp_path):
    known = case(tmp_path, FAILED, FAILURE).after(Known("aa"))
    assert owed(known) == [("failure", "Tempo: failed in code cell 3: ValueError: bounds are reversed")]
    assert known.since == NOON
    later_on = case(tmp_path, FAILED, replace(FAILURE, reason="ValueError: 7 reversed"), at="2031-05-05T12:00:00Z")
    assert later_on.after(known) == known
    other = case(tmp_path, FAILED, replace(FAILURE, cell=4), at="2031-05-05T12:00:00Z").after(known)
    assert (len(other.owed), other.since) == (2, NOON)


def test_a_failure_after_a_recovery_is_a_new_one(tmp_path):
    first = case(tmp_path, FAILED, FAILURE).after(Known("aa"))
    good = case(tmp_path, UNCHANGED).after(first)
    again = case(tmp_path, FAILED, FAILURE, at="2031-05-05T12:00:00Z").after(good)
    assert [letter.event for letter in again.owed] == ["failure", "recovery", "failure"]
    assert len({letter.key for letter in again.owed}) == 3


def test_a_run_that_somebody_stopped_is_not_told(tmp_path):
    assert case(tmp_path, FAILED, replace(FAILURE, kind=Kind.STOPPED)).after(Known("aa")) == Known("aa")


def test_a_recovery_with_a_new_page_is_one_message_with_both(tmp_path):
    failing = Known("before", failing="x", since="2031-05-01T06:30:00Z")
    (letter,) = case(tmp_path).after(failing).owed
    assert (letter.event, letter.subject) == ("recovery", "Tempo: good again. 1 finding moved.")
    assert letter.words[0] == "It is good again. It had failed since 1 May 2031, 06:30 UTC."
    assert letter.items == ("Because of rain.",)
    (letter,) = case(tmp_path, on=("change",)).after(failing).owed
    assert letter.event == "change"


def test_a_page_is_led_to_where_the_site_has_an_address_and_attached_where_it_has_none(tmp_path):
    def told(**more):
        (letter,) = case(tmp_path, **more).after(Known("")).owed
        return letter.link, letter.page

    run = f"{ACCOUNT.run}/index.html"
    assert told() == ("", run)
    assert told(attach=False) == ("", "")
    assert told(address="https://example.org/a/") == ("https://example.org/a/tempo/index.html", "")
    assert told(address="https://example.org/a/", attach=True)[1] == run


def test_a_failure_leads_to_its_page(tmp_path):
    (letter,) = case(tmp_path, FAILED, FAILURE, address="https://example.org/").after(Known("")).owed
    assert letter.link == "https://example.org/tempo/failed.html"
    assert letter.words[-1] == "To make it again: workbook render tempo"


def test_a_standfirst_is_what_the_page_opens_with(tmp_path):
    page = tmp_path / "index.html"
    page.write_text('<meta name="description" content="Ten &lt; &#34;nine&#34;. Holds.">', encoding="utf-8")
    assert standfirst_of(page) == 'Ten < "nine". Holds.'
    assert standfirst_of(tmp_path / "missing.html") == ""


def test_a_message_is_the_same_as_text_and_as_markup():
    letter = replace(LETTER, words=("One < two.",), link="https://example.org/x", page="r/index.html")
    assert letter.text() == (
        "One < two.\n\nSince:\n- first\n- second\n\nThe page: https://example.org/x\n\nThe page is attached.\n"
    )
    assert "<p>One &lt; two.</p>" in letter.html()
    assert "<ul><li>first</li><li>second</li></ul>" in letter.html()
    assert '<a href="https://example.org/x" rel="noopener noreferrer">https://example.org/x</a>' in letter.html()


def test_a_subject_is_one_line():
    assert subject_of("A\ntitle", ": moved") == "A title: moved"
    assert len(subject_of("long " * 100, "")) <= LONGEST_SUBJECT


def test_a_book_is_read_as_it_was_written_and_a_broken_one_as_none(tmp_path):
    known = Known("aa", "x", NOON, (LETTER,)).without(replace(LETTER, key="other"), NOON, "sent")

    class Held:
        folder = tmp_path

        def publish(self, source, target):
            source.replace(target)

    (tmp_path / "site" / ".telling").mkdir(parents=True)
    book = Book(tmp_path / "site", "tempo", {"DESK": known})
    book.write(Held())
    assert Book.read(tmp_path / "site", "tempo").known == {"DESK": known}
    assert owing(tmp_path / "site") == ["tempo"]
    book.known["DESK"] = known.without(LETTER, NOON, "sent")
    book.write(Held())
    assert owing(tmp_path / "site") == []
    for text in (
        "{",
        "[]",
        '{"DESK": {"good": 1}}',
        '{"DESK": {"good": "", "failing": "", "since": "", "owed": [{}]}}',
    ):
        book.path.write_text(text, encoding="utf-8")
        assert Book.read(tmp_path / "site", "tempo").known == {}


def test_only_so_many_messages_are_kept():
    known = Known("")
    for number in range(MOST_OWED + 5):
        known = known.owing(replace(LETTER, key=str(number)))
    assert len(known.owed) == MOST_OWED
    assert known.owed[-1].key == str(MOST_OWED + 4)


@pytest.fixture
def way(monkeypatch, tmp_path):
    """A round whose deliveries are noted and go as `troubles` says, by address; the hour can be set."""

    class Way:
        def __init__(self):
            self.troubles, self.sent, self.said, self.at = {}, [], [], NOON

        def deliver(self, letter, addresses, page, skipped):
            every = BETWEEN.split(addresses)
            asked = [place for place in range(len(every)) if place not in letter.done and place not in skipped]
            self.sent += [(letter.key, every[place]) for place in asked]
            failed = {place: self.troubles[every[place]] for place in asked if every[place] in self.troubles}
            done = {*letter.done, *asked} - set(failed)
            return Attempt(tuple(sorted(done)), len(every), failed)

        def go(self, *books):
            self.sent, self.said = [], []
            Round(tmp_path, self.said.append, lambda: self.at, lambda book: None).go(books)
            return self.sent

    made = Way()
    monkeypatch.setattr("analysis.press.telling.delivery.deliver", made.deliver)
    monkeypatch.setenv("DESK", "a://one, b://two")
    return made


def test_who_has_a_message_does_not_get_it_again_with_those_who_have_not(way, tmp_path):
    way.troubles = {"b://two": "was not reached"}
    book = Book(tmp_path, "tempo", {"DESK": Known("aa", owed=(LETTER,))})
    assert way.go(book) == [("k1", "a://one"), ("k1", "b://two")]
    assert way.said == ["1 message to DESK is still to be sent: address 2 was not reached. A later batch tries again."]
    way.troubles, way.at = {}, "2031-05-04T12:05:00Z"
    assert way.go(book) == [("k1", "b://two")]
    assert book.known["DESK"].owed == ()
    assert book.known["DESK"].sent[0]["tries"] == "2"


def test_one_who_is_down_costs_one_attempt_and_not_one_for_each_message(way, tmp_path):
    way.troubles = {"b://two": "was not reached"}
    books = [Book(tmp_path, name, {"DESK": Known("aa", owed=(replace(LETTER, key=name),))}) for name in "xyz"]
    assert way.go(*books) == [("x", "a://one"), ("x", "b://two"), ("y", "a://one"), ("z", "a://one")]
    assert [book.known["DESK"].owed[0].done for book in books] == [(0,), (0,), (0,)]


def test_attempts_come_further_and_further_apart_and_end(way, tmp_path):
    pauses = [later(NOON, tries) for tries in (1, 2, 3, 8, 500)]
    assert pauses == [f"2031-05-04T{time}Z" for time in ("12:05:00", "12:10:00", "12:20:00", "18:00:00", "18:00:00")]
    way.troubles = {"a://one": "was not reached", "b://two": "was not reached"}
    book = Book(tmp_path, "tempo", {"DESK": Known("aa", owed=(LETTER,))})
    for _ in range(MOST_TRIES):
        way.go(book)
        assert way.go(book) == []  # not before its time
        way.at = book.known["DESK"].owed[0].after if book.known["DESK"].owed else way.at
    assert book.known["DESK"].owed == ()
    assert book.known["DESK"].sent[-1]["how"] == "given up"


def test_a_round_ends_after_its_time(way, tmp_path, monkeypatch):
    monkeypatch.setattr(rounds, "LONGEST", -1.0)
    assert way.go(Book(tmp_path, "tempo", {"DESK": Known("aa", owed=(LETTER,))})) == []
    assert way.said == ["1 message to DESK is still to be sent. A later batch tries again."]


def test_what_is_owed_to_somebody_whose_address_is_not_known_here_waits(way, tmp_path, monkeypatch):
    monkeypatch.delenv("DESK")
    book = Book(tmp_path, "tempo", {"DESK": Known("aa", owed=(LETTER,))})
    assert (way.go(book), way.said, len(book.known["DESK"].owed)) == ([], [], 1)


def test_addresses_are_parted_where_one_begins():
    assert BETWEEN.split("mailto://a,b@x?to=c,d  json://e\n; f+g://h i") == [
        "mailto://a,b@x?to=c,d",
        "json://e",
        "f+g://h i",
    ]


def telling(tmp_path, said, kind=MADE):
    report = Report("tempo", "Tempo", tmp_path / "notebooks" / "tempo.ipynb")
    made = Telling([report], tmp_path / "site", said.append, lambda: NOON)
    made.begin()
    made.note(Outcome("tempo", kind, tmp_path / "index.html", account=ACCOUNT))
    return made


def test_two_batches_at_once_tell_a_thing_once(way, tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_NOTIFY", "a://one")
    both = [telling(tmp_path, way.said, kind) for kind in (MADE, UNCHANGED)]
    threads = [threading.Thread(target=one.finish) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(way.sent) == 1
    assert way.said == ["1 message sent to WORKBOOK_NOTIFY."]


def test_where_nothing_can_be_written_people_are_told_all_the_same(way, tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_NOTIFY", "a://one")
    (tmp_path / "site").write_text("no folder")
    telling(tmp_path, way.said).finish()
    assert len(way.sent) == 1


def test_a_fault_in_telling_is_said_by_its_kind_alone_and_fails_nothing(way, tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_NOTIFY", "a://one")
    made = telling(tmp_path, way.said)
    monkeypatch.setattr(made, "_tell", lambda *_: {}["a://s3cret"])
    made.finish()
    assert way.said == ["Nobody could be told of this batch (KeyError). The next one tries again."]


def test_who_is_new_is_told_of_what_comes_after_only(way, tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_NOTIFY", "a://one")
    home = tmp_path / "site" / "tempo"
    home.mkdir(parents=True)
    (home / "run.json").write_text(ACCOUNT.written(), encoding="utf-8")
    telling(tmp_path, way.said, UNCHANGED).finish()
    assert way.sent == []
