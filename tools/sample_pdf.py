"""Writes sample documents as PDF (ISO 32000-1), by hand and uncompressed."""

import textwrap

from sample_blocks import title_of

# Font, size, characters a line and space above of each kind, for a page of A4 with margins of 72 points.
PDF_STYLES = {
    "h1": ("F2", 18, 48, 24),
    "h2": ("F2", 13, 66, 16),
    "p": ("F1", 10.5, 88, 8),
    "li": ("F1", 10.5, 84, 3),
    "tr": ("F1", 10.5, 88, 3),
}


def pdf_pages(blocks):
    """Gives the drawing operators of each page (ISO 32000-1, 9.4)."""
    top, bottom, left = 770, 72, 72
    pages, page, y = [], [], top
    for kind, text in blocks:
        font, size, width, above = PDF_STYLES[kind]
        text = "   ".join(text) if kind == "tr" else text
        y -= above
        for number, line in enumerate(textwrap.wrap(text, width, break_on_hyphens=False)):
            line = ("\u2022 " if number == 0 else "  ") + line if kind == "li" else line
            if y < bottom:
                pages.append(page)
                page, y = [], top
            escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            page.append(f"BT /{font} {size} Tf {left} {y:.1f} Td ({escaped}) Tj ET")
            y -= size * 1.35
    return pages + [page]


def make_pdf(blocks):
    pages = pdf_pages(blocks)
    title = title_of(blocks)
    first_page = 6
    kids = " ".join(f"{first_page + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) /Producer (Lectern make_samples) >>",
    ]
    for number, operators in enumerate(pages):
        footer = f"BT /F1 8 Tf 72 40 Td (Lectern operations, page {number + 1} of {len(pages)}) Tj ET"
        stream = "\n".join(operators + [footer])
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> "
            f"/Contents {first_page + 2 * number + 1} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{offset:010} 00000 n \n" for offset in offsets).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
