"""Texts that break programs: signs, words and markup that mean something to somebody. No page may fail on one."""

import unicodedata
from itertools import product

WORDS = """
undefined null None nil NaN nan Infinity -Infinity true false True yes no on off constructor __proto__ toString
hasOwnProperty then CON PRN AUX NUL COM1 LPT9 con.txt . .. ... / // \\ \\\\ ~ * ? ?? & && | || ; ;; , ,, : :: = == 0 -0
00 007 1 -1 +1 1.0 1,0 1e3 1e309 -1e309 1/0 0/0 0x0 0xffffffff 0b1 1_000 1'000 1.000,00 1,000.00 .5 5. 2147483648
-2147483649 9223372036854775808 18446744073709551616 0.1 0.30000000000000004 1E+02 ١٢٣ १२३ １２３ ½ ² Ⅷ ① #N/A #REF!
=1+1 +1+1 -1+1 @SUM(1) =cmd|'/C' localhost 127.0.0.1 ::1 [::1] 0.0.0.0 169.254.169.254 file:///etc 2026-02-30
0000-00-00 9999-12-31 24:00 23:59:60 31.02. 1970-01-01T00:00:00Z a@b @ a@ @b a@b@c http:// https://a //a.example
javascript: data:, mailto: tel: about:blank
"""
SENTENCES = [
    "",
    " ",
    "   ",
    "\t\n\r\n",
    "Wir schrieben: „Grüße, Łódź!“ – ‚ja‘ … «oui» »ja« “yes” ‹si›",
    "Η πόλη, το γραφείο και ο δήμος· ΐ ΰ ϊ ϋ ς Σ",
    "Zażółć gęślą jaźń",
    "Příliš žluťoučký kůň",
    "Ćevapčići и ћевапчићи, съд, љубав",
    "İstanbul'da ılık ışık, Iğdır",
    "Þórður æðir í Öræfum",
    "مدينة آمنة للجميع، ٢٠٢٦",
    "עיר מקלט לכולם, 24/7",
    "شهر پناه، کتاب و گربه",
    "सुरक्षित नगर क्षत्रिय",
    "ปลอดภัยสำหรับทุกคน",
    "안전한 도시 한글",
    "庇護の街 ｶﾅ カナ 骨 直 令",
    "庇护城市 龍 龙 𠮷 𡈽",
    "ქალაქი ყველასთვის",
    "Քաղաք բոլորի համար",
    "ከተማ ለሁሉም",
    "ᏚᎦᏚᎲᎢ ᛒᚢᚱᚴ ⲡⲟⲗⲓⲥ",
    "👍 👍🏿 👩‍👩‍👧‍👦 🏳️‍🌈 🇪🇺 🇩🇪🇫 1️⃣ ❤️ ❤︎ ☃ 🫠",
    "𝐂𝐢𝐭𝐲 𝒞𝒾𝓉𝓎 𝔠𝔦𝔱𝔶 ⓒⓘⓣⓨ Ⓒ ᶜⁱᵗʸ 🅲 ｃｉｔｙ",
    "(╯°□°)╯︵ ┻━┻ ¯\\_(ツ)_/¯ ʕ•ᴥ•ʔ ( ͡° ͜ʖ ͡°)",
    "ﬀ ﬁ ŉ ǰ ẖ ß ẞ ſ ǅ ǈ ﷺ ﷽ ㎏ ℡ ™ Ω Ω K K Å Å",
    "Ko\u0308ln Köln e\u0301 é \u1100\u1161\u11a8 각 \u0958 \u0915\u093c",
    "a\u0300\u0301\u0302\u0303\u0304" * 5,
    "C" + "".join(map(chr, range(0x300, 0x31E))) + "ity",  # as many marks as a letter keeps
    "\u202eytic\u202c a\u2066b\u2069c \u200fא\u200e",
    "a\u00adb\u200bc\u200dd\u2060e\ufefff",
    "\U000e0063\U000e0069\U000e0074\U000e0079 city",
    "\ufffe\uffff\ufdd0\U0001fffe\U0010ffff",
    "\ue000\uf8ff\U000f0000",
    "ÃœberprÃ¼fung â€œokâ€\u009d Ð¿Ñ€Ð¸",
    "x" * 5000,
    "word " * 1000,
    "ß" * 1000,
    "🏙" * 500,
]
PROGRAMS = [
    "' OR '1'='1",
    "1; DROP TABLE cities_city; --",
    "1' UNION SELECT password FROM auth_user --",
    "'; SELECT pg_sleep(9); --",
    "1) AND (SELECT 1 FROM sqlite_master",
    "%' AND name LIKE '_",
    "\\'; --",
    "$(id)",
    "`id`",
    "; id > /tmp/id",
    "| id",
    "$HOME ${HOME} $$ %PATH%",
    "() { :;}; id",
    "../../../../etc/passwd",
    "..\\..\\..\\windows\\win.ini",
    "%2e%2e%2fetc%2fpasswd",
    "..%c0%af..%c0%afetc",
    "a%00b%0d%0aSet-Cookie:%20a=b",
    "a\r\nSet-Cookie: a=b\r\n\r\n<b>",
    "{{ 7*7 }}",
    "{% load static %}{% debug %}",
    "{# a #}{{ settings.SECRET_KEY }}",
    "${7*7} #{7*7} <%= 7*7 %> [[7*7]]",
    "%s %d %n %x %(name)s %%",
    "{0} {} {0.__class__.__mro__} {name!r:>9999}",
    "__import__('os').system('id')",
    "!!python/object:builtins.list []",
    '{"$gt": ""}',
    "*)(uid=*))(|(uid=*",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a>&b;</a>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--#exec cmd='id'--><!-- -->--!>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62; &amp;amp; &nosuch; &",
    'NEAR(a b, 9) AND OR NOT a* ^a "a',
    "a & ! b <-> :* | (",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07",
    '=HYPERLINK("http://127.0.0.1:9";"a")',
    "(a+)+$ [[:alpha:]] (?P<a>.) \\1 [",
]
BEFORE = ["", '"', "'", '">', "'>", "</title>", "</textarea>", "</script>", "-->", "]]>", "javascript:/*"]
MARKUP = [
    "<script>alert(1)</script>",
    "<ScRiPt\n>alert(1)</sCrIpT\t>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x\x0conerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1&#41;</script></svg>",
    "<math><mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<a href=java&#9;script:alert(1)>a</a>",
    "<body onpageshow=alert(1)><input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)><summary>a</summary></details>",
    "<style>@import 'http://127.0.0.1:9';*{x:expression(alert(1))}</style>",
]
QUOTES = [
    "'",
    '"',
    "`",
    "''",
    '""',
    "'\"'",
    '"\'"',
    "\\'",
    '\\"',
    "''''\"",
    "‘’",
    "“”",
    "<",
    ">",
    "<>",
    "&",
    "%",
    "_",
    "\\",
]


def invisible():
    """Each control, space, separator and formatting sign of the first plane and some others, between two letters."""
    kinds = {"Cc", "Cf", "Zs", "Zl", "Zp"}
    signs = [chr(code) for code in range(0xFFFF) if unicodedata.category(chr(code)) in kinds]
    return [f"a{sign}b" for sign in [*signs, "\U000e0001", "\U000e007f", "\U0001d173", "\ufe0f", "\U000e0100"]]


def naughty_texts():
    markup = [before + inside for before, inside in product(BEFORE, MARKUP)]
    return list(dict.fromkeys([*WORDS.split(), *SENTENCES, *PROGRAMS, *QUOTES, *markup, *invisible()]))


#: Under which a good file is sent.
FILE_NAMES = [
    "../../etc/passwd.pdf",
    "..\\..\\win.pdf",
    "a\x00.pdf",
    "a.pdf\x00.html",
    "a.php.pdf",
    "a.pdf.php",
    "a.PDF",
    "con.pdf",
    ".htaccess",
    ".pdf",
    "-rf.pdf",
    " .pdf",
    "a" * 250 + ".pdf",
    "ä" * 130 + ".pdf",
    "a\u0308.pdf",
    "\u202efdp.exe.pdf",
    "a\u202egnp.pdf",
    "\u200b.pdf",
    "a;b.pdf",
    'a"b.pdf',
    "a\r\nSet-Cookie: x=1.pdf",
    "<img src=x onerror=top.hit=1>.pdf",
    "{{7*7}}.pdf",
    "%2e%2e%2fa.pdf",
    "مدينة.pdf",
    "Straße – Köln.pdf",
    "a/b.pdf",
    "NUL",
    "👩‍👩‍👧.pdf",
    "~.pdf",
    "$(id).pdf",
    "a|b.pdf",
    "a'b.pdf",
]
