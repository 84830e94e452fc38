#!/bin/sh
# Makes .venv from the lock files and says nothing where it is complete: sh .ci/environment.sh runtime|dev
#
# A stamp in .venv names what each step was made from; it is written last, so an interrupted step is done again.
# PYTHON=... chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."
oldest="3, 11"

fail() {
    printf 'kikitori: %s\n' "$*" >&2
    exit 1
}

version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

new_enough() {
    "$1" -c "import sys; sys.exit(sys.version_info < ($oldest))" 2>/dev/null
}

find_python() {
    found=none
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3 python3.14 python3.13 python3.12 python3.11 python
    fi
    for python in "$@"; do
        if new_enough "$python"; then
            return
        fi
        version=$(version_of "$python") || continue
        [ "$found" != none ] || found=$version
    done
    fail "Python 3.11 or newer is needed (found ${PYTHON:+$PYTHON: }$found). On Debian: apt-get install python3 python3-venv"
}

check_venv_module() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python $(version_of "$python") cannot make virtual environments here. On Debian: apt-get install python3-venv"
}

# Only one make at a time builds; a lock whose maker is gone is taken over.
take_turn() {
    until mkdir .venv.lock 2>/dev/null; do
        [ -w . ] || fail "this folder cannot be written to: $(pwd)"
        sleep 1
        kill -0 "$(cat .venv.lock/pid 2>/dev/null)" 2>/dev/null || rm -rf .venv.lock
    done
    trap 'rm -rf .venv.lock' EXIT
    trap 'exit 130' INT TERM HUP
    echo $$ >.venv.lock/pid
}

done_with() { # name, key
    [ "$(cat ".venv/$1.stamp" 2>/dev/null)" = "$2" ]
}

stamp() { # name, key
    printf '%s\n' "$2" >".venv/$1.new"
    mv ".venv/$1.new" ".venv/$1.stamp"
}

# The place is part of the key: a copied .venv still points to where it came from.
key_of() {
    printf '%s %s' "$(cksum <"$1")" "$(pwd)"
}

usable() {
    new_enough .venv/bin/python || return 1
    [ -z "${PYTHON:-}" ] || [ "$(version_of "$PYTHON")" = "$(version_of .venv/bin/python)" ]
}

pip_install() {
    PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install -qq --no-user --no-input "$@" ||
        fail "the environment could not be made (the lines above say why); the next make tries again"
}

complete() {
    usable && done_with runtime "$runtime_key" && done_with project "$project_key" &&
        { [ "$wanted" = runtime ] || done_with dev "$dev_key"; }
}

build() {
    if ! usable || ! done_with runtime "$runtime_key"; then
        find_python
        check_venv_module
        echo "kikitori: making .venv with Python $(version_of "$python") from requirements.lock (a minute or less)"
        rm -rf .venv
        "$python" -m venv .venv || fail "$python -m venv .venv failed"
        pip_install --require-hashes -r requirements.lock
        stamp runtime "$runtime_key"
    fi
    if [ "$wanted" = dev ] && ! done_with dev "$dev_key"; then
        echo "kikitori: adding what the tests need from requirements-dev.lock"
        pip_install --require-hashes -r requirements-dev.lock
        stamp dev "$dev_key"
    fi
    if ! done_with project "$project_key"; then
        pip_install --no-deps --no-index --no-build-isolation -e .
        stamp project "$project_key"
    fi
}

wanted=${1:-runtime}
runtime_key=$(key_of requirements.lock)
dev_key=$(key_of requirements-dev.lock)
project_key=$(key_of pyproject.toml)
if ! complete; then
    if [ ! -d .venv ] || ! usable; then # say what is missing before waiting for a turn
        find_python
        check_venv_module
    fi
    take_turn
    build
fi
