"""What must be true of each row of a guest list."""

from expectations.check import Rule

_IS_TRUE = {"value_set": [True]}


def guest_rules() -> list[Rule]:
    """The suite for guest lists; codes and sentences stand in transforms/reference/rules.csv."""
    flags = {
        "guest_nobody": "is_somebody",
        "guest_name_odd": "is_name_read",
        "guest_companions": "is_named_alone",
        "guest_phone_unreadable": "is_phone_read",
        "guest_email_unreadable": "is_email_read",
        "guest_field_unknown": "is_field_read",
        "guest_order_unreadable": "is_order_read",
        "guest_order_doubled": "is_order_own",
        "guest_doubled": "is_first",
        "guest_attends": "is_beside_form",
        "guest_body_blank": "is_body_told",
    }
    return [
        *(Rule(code, column, "ExpectColumnValuesToBeInSet", _IS_TRUE) for code, column in flags.items()),
        Rule("guest_unnamed", "name", "ExpectColumnValuesToNotBeNull"),
    ]
