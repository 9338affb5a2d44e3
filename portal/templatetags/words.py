"""The one catalogue of messages, in templates: {% say "STATE-MISSING" %}."""

from django import template
from django.template.context import RequestContext

from schemas.messages import say as said

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: RequestContext, code: str, **facts: object) -> str:
    """A message in the language of the page."""
    return said(code, context["language"], facts)


@register.simple_tag(takes_context=True)
def words(context: RequestContext, thing: object) -> str:
    """The word of a state, level or role in the language of the page."""
    return str(thing.words(context["language"]))  # type: ignore[attr-defined]  # only nouns with words come here
