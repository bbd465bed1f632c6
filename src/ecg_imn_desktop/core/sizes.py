"""How large a file is, for people."""

# From here on a file is large: whoever writes one is told before.
LARGE_BYTES = 100_000_000


def size_text(n_bytes: int) -> str:
    """In decimal units, as disks and file managers say it: "1.0 GB", "21 MB", "300 kB"."""
    if n_bytes >= 999_500_000:
        return f"{n_bytes / 1e9:.1f} GB"
    if n_bytes >= 999_500:
        return f"{n_bytes / 1e6:.0f} MB"
    return f"{n_bytes / 1e3:.0f} kB"
