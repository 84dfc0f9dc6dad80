"""How much of a told story stands right in the handoff: scripted dialogues through the whole path, fact by fact."""
