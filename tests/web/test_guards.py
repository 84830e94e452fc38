"""Every route says who may call it, and is called as everybody to see that it is so."""

import pytest
from werkzeug.routing import IntegerConverter

from app.security import ANYONE_SIGNED_IN, PUBLIC, guard_of

LOGINS = ("section", "secretariat", "member")


def routes(app):
    """(endpoint, method, address) of every route but the static files; arguments are made up."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            arguments = {
                name: 1 if isinstance(converter, IntegerConverter) else "a"
                for name, converter in rule._converters.items()
            }
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, adapter.build(rule.endpoint, arguments, method=method)


def unguarded(app):
    return sorted({e for e, _, _ in routes(app) if not guard_of(app.view_functions[e])})


def refusals(app, client, role):
    """What a client (role None: not signed in) got differently from what the guards say."""
    for endpoint, method, address in routes(app):
        allowed = guard_of(app.view_functions[endpoint])
        response = client.open(address, method=method)
        if PUBLIC in allowed:
            right = response.status_code not in {401, 403}
        elif role is None and method == "GET":
            right = response.status_code == 303 and response.location.startswith("/sign-in?next=")
        elif role is None:
            right = response.status_code == 401
        else:
            refused = response.status_code == 403
            right = refused != (ANYONE_SIGNED_IN in allowed or role in allowed)
        if not right:
            yield f"{method} {address} as {role}: {response.status_code}, guard {sorted(allowed)}"


def test_every_route_has_a_guard(app):
    assert unguarded(app) == []
    assert len(list(routes(app))) > 15


def test_nobody_is_asked_to_sign_in(app, client, small_round):
    assert list(refusals(app, client, None)) == []


@pytest.mark.parametrize("login", LOGINS)
def test_each_role_gets_what_its_guards_say(app, client_for, small_round, login):
    # Posts carry no CSRF token: what is allowed is answered with 400, and nothing is done.
    assert list(refusals(app, client_for(login), login)) == []


def test_route_without_guard_is_found_and_refused(app_to_change):
    app_to_change.add_url_rule("/planted", "planted", lambda: "planted")
    assert unguarded(app_to_change) == ["planted"]
    secretariat = app_to_change.test_client()
    assert secretariat.sign_in("secretariat").status_code == 303
    assert secretariat.get("/planted").status_code == 403
    assert app_to_change.test_client().get("/planted").status_code == 303


def test_wrong_answer_is_found(app, client_for, monkeypatch):
    """The comparison itself: a guard that says otherwise than what happens is named."""
    member = client_for("member")
    answered = {e: guard_of(app.view_functions[e]) for e, _, _ in routes(app)}
    monkeypatch.setattr("tests.web.test_guards.guard_of", lambda view: frozenset({"member"}))
    told = list(refusals(app, member, "member"))
    assert len({e for e, allowed in answered.items() if "secretariat" in allowed}) > 5
    assert any("GET /accounts as member: 403" in line for line in told)
