"""What a first visit costs: bytes as they come over the line, requests, shifts of the layout, what is left behind."""

SHIFTS = """new Promise(resolve => {
  let sum = 0;
  const observer = new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }));
  observer.observe({type: "layout-shift", buffered: true});
  setTimeout(() => resolve(sum), 300);
})"""
LEFT = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
  caches: self.caches ? (await caches.keys()).length : 0,
})"""


def first_visit(browser, url, **device):
    """Open a page with nothing cached; {bytes, requests, hosts, shift, left}. `device` is a Playwright context's."""
    context = browser.new_context(**device)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes, asked = [], []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url, wait_until="networkidle")
    shift = page.evaluate(SHIFTS)
    left = {**page.evaluate(LEFT), "cookies": len(context.cookies())}
    context.close()
    return {
        "bytes": round(sum(sizes)),
        "requests": len(asked),
        "hosts": sorted({"/".join(address.split("/")[:3]) for address in asked}),
        "shift": shift,
        "left": sum(left.values()),
    }
