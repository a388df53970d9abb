"""Keeping an install: members, tokens, policies."""

from pathlib import Path
from typing import Annotated

import typer

from enishi.cli.ask import AsJson
from enishi.cli.helping import Command, Group, told
from enishi.cli.program import CANNOT, app, cannot, database, put_json, why_not
from enishi.kernel.words import Text, say

_LONGEST_NAME = 150
policies = typer.Typer(cls=Group, no_args_is_help=True, help=told("連絡の決めごと。", "Limits a team keeps."))
app.add_typer(policies, name="policy")


@policies.command(
    "check",
    cls=Command,
    help=told(
        "決めごとを確かめ、文で述べます。例: enishi policy check ours.toml",
        "Check a policy and say it in sentences. Example: enishi policy check ours.toml",
    ),
)
def check(
    file: Annotated[Path, typer.Argument(help=told("TOML で書いた決めごと。", "A policy in TOML."))],
    as_json: AsJson = False,
) -> None:
    """Check a policy and say it in sentences."""
    from enishi.consideration.rules import PolicyInvalid, explain, load

    try:
        policy = load(_text(file))
    except PolicyInvalid as invalid:
        if as_json:
            put_json({"valid": False, "problems": [problem.as_dict() for problem in invalid.problems]})
        for problem in () if as_json else invalid.problems:
            typer.echo(f"{file}: {problem}", err=True)
        raise typer.Exit(CANNOT) from None
    sentences = explain(policy)
    if as_json:
        put_json(
            {
                "valid": True,
                "sentences": [sentence.as_dict() for sentence in sentences],
                "notices": [note.as_dict() for note in policy.notices],
            }
        )
        return
    for sentence in sentences:
        typer.echo(str(sentence))
    for notice in policy.notices:
        typer.echo(str(say("ご注意:{notice}", "Note: {notice}", notice=notice)), err=True)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        cannot(say("{file} を開けません:{why}", "{file} cannot be opened: {why}", file=file, why=why_not(error)))
    except UnicodeDecodeError:
        cannot(say("{file} は UTF-8 で保存してください。", "Save {file} as UTF-8.", file=file))


_MANAGER = told("お断りの解除、決めごとの選択、メンバーの登録ができます。", "May lift refusals, choose the policy and make members.")
_PASSWORD = told("なければ、その場でお尋ねします。", "Asked for when left out.")


@app.command(
    cls=Command,
    help=told(
        'メンバーを登録するか、新しいパスワードを渡します。例: enishi member suzuki --name "鈴木 美咲"',
        'Make a member, or give one a new password. Example: enishi member suzuki --name "鈴木 美咲"',
    ),
)
def member(
    username: Annotated[str, typer.Argument(help=told("ログインのときに打つ名前。", "What they type at the door."))],
    name: Annotated[str, typer.Option(help=told("仲間に見える名前。", "What colleagues see."))] = "",
    manager: Annotated[bool, typer.Option(help=_MANAGER)] = False,
    password: Annotated[str, typer.Option(help=_PASSWORD, prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Make a member, or give one a new password."""
    database()
    from django.core.exceptions import ValidationError

    from enishi.team import actions
    from enishi.team.models import Member

    if len(username) > _LONGEST_NAME or len(name) > _LONGEST_NAME:
        cannot(say("名前は{most}文字までにしてください。", "A name may have {most} letters at most.", most=_LONGEST_NAME))
    known = Member.objects.filter(username=username).first()
    try:
        if known:
            actions.set_password(member_id=known.pk, password=password)
        else:
            role = Member.Role.MANAGER if manager else Member.Role.OPERATOR
            actions.make_member(username=username, name=name or username, password=password, role=role)
    except ValidationError as weak:
        why = " ".join(weak.messages)
        cannot(Text(why, why))
    typer.echo(str(say("{username} さんが入れるようになりました。", "{username} can log in now.", username=username)))


_IN_WHOSE_NAME = told("プログラムは、このメンバーの名で動きます。", "The member in whose name the program acts.")
_SCOPE = told("いくつでも。なければすべて。", "May be given several times; all when left out.")


@app.command(
    cls=Command,
    help=told(
        "API の鍵(トークン)を作ります。表示は一度だけです。例: enishi token suzuki --label exchange --days 30",
        "Make an API token; it is shown this once. Example: enishi token suzuki --label exchange --days 30",
    ),
)
def token(
    username: Annotated[str, typer.Argument(help=_IN_WHOSE_NAME)],
    label: Annotated[str, typer.Option(help=told("何のプログラムか。", "What the program is."))] = "",
    scope: Annotated[list[str] | None, typer.Option(help=_SCOPE)] = None,
    days: Annotated[int, typer.Option(help=told("使える日数。", "Valid for so many days."))] = 90,
) -> None:
    """Make an API token; it is shown this once."""
    database()
    from enishi.kernel import clock
    from enishi.team import actions
    from enishi.team.models import Member
    from enishi.team.rules import SCOPES

    holder = Member.objects.filter(username=username, is_active=True).first()
    if holder is None:
        cannot(say("「{username}」という人はいません。", "There is no member “{username}”.", username=username))
    try:
        _, plain = actions.issue_token(
            member_id=holder.pk, label=label or username, scopes=scope or list(SCOPES), days=days, now=clock.now()
        )
    except actions.TeamRefuses as refused:
        cannot(refused.text)
    typer.echo(plain)
