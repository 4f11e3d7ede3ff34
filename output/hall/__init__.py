"""What is shown in the hall and on the council's page: slides, the poster, the card."""
