from content.languages import Words
from lists.facets import Option, ShownFacet
from lists.templatetags.lists import options


def test_an_option_is_a_box_with_its_number_and_says_in_which_language_it_is():
    facet = ShownFacet("area", "Area", [Option("area", "a&b", Words("<b>Grünes", "de"), 12, True)], 0)
    assert options(facet) == (
        '<label><input type="checkbox" name="area" value="a&amp;b" id="area-a-b" checked>'
        ' <span lang="de">&lt;b&gt;Grünes</span> <span class="option-count">12</span></label>'
    )


def test_an_option_without_results_says_so():
    facet = ShownFacet("start", "Start", [Option("start", "2020", 2020, 0, False)], 0)
    assert options(facet) == (
        '<label class="has-none"><input type="checkbox" name="start" value="2020" id="start-2020">'
        ' <span>2020</span> <span class="option-count">0</span></label>'
    )
