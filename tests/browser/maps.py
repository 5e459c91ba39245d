"""A map in a browser, looked at when it has come to rest, however slow the machine is."""

STANDS_STILL = """() => new Promise((done) => {
  let [last, since, frames] = ["", 0, 0];
  const look = (now) => {
    const view = document.querySelector(".map-land").getAttribute("viewBox");
    if (view !== last) [last, since, frames] = [view, now, 0];
    frames += 1;
    if (now - since > 350 && frames > 10) done(view); // a glide draws in each frame; it settles after 120 ms
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


def view_of(page):
    """The view of the map in kilometres, when it stands still: x, y, size."""
    return [float(number) for number in page.evaluate(STANDS_STILL).split()[:3]]
