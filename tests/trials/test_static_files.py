"""All static files, those of packages too, as `make install` collects them."""

from tests.movingcities.test_static_files import modes_of_collected


def test_whoever_serves_collected_files_can_read_them_all(tmp_path, settings):
    modes = modes_of_collected(tmp_path, settings)
    assert len([path for path in modes if path.suffix == ".br"]) > 50
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o755}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o644}
