from django.http import HttpResponsePermanentRedirect

from movingcities.original import present_address


class OriginalAddressMiddleware:
    """What would be a 404 may be an address of the original site: then it leads to where the thing is now."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.path.startswith(("/admin/", "/media/", "/static/", "/id/")):
            return response
        address = present_address(request.path)
        return HttpResponsePermanentRedirect(address) if address and address != request.path else response
