import pytest

from bench.editor import FormReader

pytestmark = pytest.mark.once

PAGE = """
<form id="logout-form"><input type="hidden" name="other" value="1"></form>
<form id="city_form">
  <input type="hidden" name="csrfmiddlewaretoken" value="token">
  <input type="text" name="name_en" value="Łódź &amp; more"><input type="text" name="name_de">
  <input type="checkbox" name="is_case_study" checked><input type="checkbox" name="languages" value="de">
  <input type="file" name="picture"><input type="submit" name="_save" value="Save">
  <select name="country"><option value="">-</option><option value="PL" selected>Poland</option></select>
  <select name="networks" multiple><option value="1" selected>One</option><option value="2" selected>Two</option>
  </select>
  <textarea name="summary_en">
&lt;p&gt;One
two</textarea>
</form>
"""


def test_a_form_is_read_as_a_browser_sends_it():
    reader = FormReader("city")
    reader.feed(PAGE)
    assert reader.fields == [
        ("csrfmiddlewaretoken", "token"),
        ("name_en", "Łódź & more"),
        ("name_de", ""),
        ("is_case_study", "on"),
        ("country", "PL"),
        ("networks", "1"),
        ("networks", "2"),
        ("summary_en", "<p>One\ntwo"),
    ]
