"""Writes sample documents as Office Open XML (ECMA-376), by hand and uncompressed."""

import html
import io
import zipfile

from sample_blocks import runs, title_of

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCX_STYLES = {"h1": "Title", "h2": "Heading1", "li": "ListBullet", "p": "Normal"}


def docx_paragraph(text, style):
    run = f'<w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'


def docx_body(blocks):
    body = []
    for kind, texts in runs(blocks):
        if kind != "tr":
            body += [docx_paragraph(text, DOCX_STYLES[kind]) for text in texts]
            continue
        rows = ["".join(f"<w:tc>{docx_paragraph(cell, 'Normal')}</w:tc>" for cell in cells) for cells in texts]
        body.append("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>")
    return f'{XML}<w:document xmlns:w="{W}"><w:body>' + "\n".join(body) + "</w:body></w:document>"


def docx_styles():
    def style(identifier, name, properties=""):
        return f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/>{properties}</w:style>'

    outline = '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr>'
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = style("Normal", "Normal") + style("Title", "Title", "<w:rPr><w:b/><w:sz w:val=\"36\"/></w:rPr>")
    styles += style("Heading1", "heading 1", outline) + style("ListBullet", "List Bullet", numbered)
    return f'{XML}<w:styles xmlns:w="{W}">{styles}</w:styles>'


def make_docx(blocks):
    title = html.escape(title_of(blocks))
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\u2022"/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}+xml"/>'
        for part, kind in (
            ("word/document.xml", f"{main}.document.main"),
            ("word/styles.xml", f"{main}.styles"),
            ("word/numbering.xml", f"{main}.numbering"),
            ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties"),
        )
    )
    relationships = "application/vnd.openxmlformats-package.relationships+xml"
    parts = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relationships}"/>{overrides}</Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="r2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/relationships/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/relationships/numbering" Target="numbering.xml"/></Relationships>',
        "word/document.xml": docx_body(blocks),
        "word/styles.xml": docx_styles(),
        "word/numbering.xml": f'{XML}<w:numbering xmlns:w="{W}">{numbering}</w:numbering>',
        "docProps/core.xml": f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()
