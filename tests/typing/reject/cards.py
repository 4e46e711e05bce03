"""Mistakes in a card that a type checker finds."""

from __future__ import annotations

from larkline.cards.card import Card, CardTemplate
from larkline.cards.components import Button, Form, Header, Hr, Input, Markdown, Option, SelectStatic

Card([Markdown("x")])  # error
Card(elements=Markdown("x"))  # error
Card(elements=[Markdown("x"), "y"])  # error
Card(elements=[Header("x")])  # error
Card(heading=Header("x"))  # error
Card(header="x")  # error
Card.from_dict("{}")  # error
Header("x", template="pink")  # error
Header()  # error
Button("x", valeu={"k": 1})  # error
Button("x", value=3)  # error
Button("x", type="primry")  # error
Button("x", {"k": 1})  # error
Button(value={"k": 1})  # error
Button("x", form_action_type="send")  # error
Markdown(1)  # error
Markdown("x", text_align="middle")  # error
Form([Input("a")])  # error
SelectStatic([1])  # error
SelectStatic(["a"], initial_index="a")  # error
Option("a", 1)  # error
Hr("x")  # error
CardTemplate(template="AAq")  # error
CardTemplate("AAq", "1.0.0")  # error

card = Card()
card.header = Header("x")  # error
button = Button("x")
button.text = "y"  # error
