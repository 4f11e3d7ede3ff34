"""The commands of ``sdgnet``: what can be typed in ``app``, what each does in a module of its name."""

DEFAULT_CAMPAIGN = "cheongju-2024"
