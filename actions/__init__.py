"""rasa-sdk actions: thin, each calls one function of the intake service."""
