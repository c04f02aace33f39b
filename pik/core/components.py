def examples() -> dict:
    return {}
