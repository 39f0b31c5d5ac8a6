"""`loftet completion`: what a shell needs to complete commands, options and arguments."""

import click
from click.shell_completion import get_completion_class


@click.command(
    epilog="""\b
Examples:
  loftet completion bash >> ~/.bashrc
  loftet completion fish > ~/.config/fish/completions/loftet.fish
"""
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what makes SHELL complete `loftet`, for its start-up file."""
    found = get_completion_class(shell)
    if found is None:
        raise click.ClickException(f"nothing is known of {shell}")
    click.echo(found(context.find_root().command, {}, "loftet", "_LOFTET_COMPLETE").source())
