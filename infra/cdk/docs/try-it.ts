/** Shell variables that hold tokens. */
export const variables = { customer: "CUSTOMER", staff: "STAFF" } as const;

/** `productId` → `PRODUCT_ID`: the shell variable that holds what stands in a path under a name. */
export function variableOf(parameter: string): string | undefined {
  return known.has(parameter) ? parameter.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase() : undefined;
}

const known = new Set([
  ...["productId", "categoryId", "priceListId", "promotionId", "zoneId", "shippingMethodId", "cartId", "orderId"],
  ...[
    "draftId",
    "guestToken",
    "guestCartId",
    "contactId",
    "customerId",
    "locationId",
    "country",
    "sku",
    "slug",
    "code",
  ],
]);

/**
 * Lines for a shell that sign in at the running demo shop, buy something, and keep the ids of what is there in variables
 * for all other samples. They need bash, curl and jq.
 */
export const tryIt = String.raw`
# In the folder of Millrace, with "npm start" running.
test -n "$READY" || READY=.millrace/ready.json
API=$(jq -r .apiUrl $READY)
json='content-type: application/json'
sign_in() {
  jq -n --arg client "$(jq -r .clientId $READY)" --arg name "$1@example.com" '{AuthFlow: "USER_PASSWORD_AUTH",
    ClientId: $client, AuthParameters: {USERNAME: $name, PASSWORD: "Millrace-demo-1"}}' |
    curl -s "$(jq -r .awsEndpoint $READY)" -H 'content-type: application/x-amz-json-1.1' \
      -H 'x-amz-target: AWSCognitoIdentityProviderService.InitiateAuth' -d @- |
    jq -r .AuthenticationResult.AccessToken
}
CUSTOMER=$(sign_in ada)
STAFF=$(sign_in admin)

# What the demo shop sells, and where it is.
SKU=TEE-BLUE-M; SLUG=harbor-tee; COUNTRY=DE; CODE=WELCOME10; LOCATION_ID=loc_main
PRODUCT_ID=$(curl -s $API/v1/skus/$SKU/product | jq -r .productId)
CATEGORY_ID=$(curl -s $API/v1/categories | jq -r '.items[0].categoryId')
PROMOTION_ID=$(curl -s $API/v1/promotions -H "authorization: Bearer $STAFF" | jq -r '.items[0].promotionId')
ZONE_ID=$(curl -s $API/v1/shipping-zones -H "authorization: Bearer $STAFF" | jq -r '.items[0].zoneId')
CUSTOMER_ID=$(curl -s $API/v1/me -H "authorization: Bearer $CUSTOMER" | jq -r .customerId)

# What the shop has not: a product that is not published, a price list, a guest.
DRAFT_ID=$(curl -s $API/v1/products -H "authorization: Bearer $STAFF" -H "$json" \
  -d '{"name":"Oilskin","variants":[{"sku":"'OIL-$RANDOM$RANDOM'","title":"Oilskin","prices":[
       {"amount":9900,"currency":"EUR"}]}]}' | jq -r .productId)
VERSION=$(curl -s $API/v1/price-lists -H "authorization: Bearer $STAFF" | jq .version)
PRICE_LIST_ID=$(curl -s $API/v1/price-lists -H "authorization: Bearer $STAFF" -H "$json" \
  -H "if-match: \"$VERSION\"" -d '{"name":"Sale","kind":"sale"}' | jq -r .priceListId)
GUEST=$(curl -s $API/v1/guest-carts -H "$json" -d '{"currency":"EUR"}')
GUEST_TOKEN=$(jq -r .guestToken <<<"$GUEST"); GUEST_CART_ID=$(jq -r .cart.cartId <<<"$GUEST")

# A first order: a cart, how and where to ship it, and the checkout, which the sandbox pays.
CART=$(curl -s $API/v1/carts -H "authorization: Bearer $CUSTOMER" -H "$json" \
  -d '{"currency":"EUR","lines":[{"sku":"TEE-BLUE-M","quantity":1}],"destination":{"country":"GB"}}')
CART_ID=$(jq -r .cartId <<<"$CART")
SHIPPING_METHOD_ID=$(jq -r '.shipping.options[0].shippingMethodId' <<<"$CART")
TOTAL=$(curl -s -X PATCH $API/v1/carts/$CART_ID -H "authorization: Bearer $CUSTOMER" -H "$json" \
  -H 'if-match: "1"' -d "{\"shippingMethodId\":\"$SHIPPING_METHOD_ID\"}" | jq -c .total)
CONTACT_ID=$(curl -s $API/v1/contacts -H "authorization: Bearer $CUSTOMER" -H "$json" \
  -d '{"email":"ada@example.com","name":"Ada","address":{"line1":"1 Mill Lane","city":"Cambridge",
       "postalCode":"CB1 2AB","country":"GB"}}' | jq -r .contactId)
ORDER_ID=$(curl -s $API/v1/carts/$CART_ID/checkout -H "authorization: Bearer $CUSTOMER" -H "$json" \
  -H "idempotency-key: my-call-$RANDOM$RANDOM" -d "{\"contactId\":\"$CONTACT_ID\",\"expectedTotal\":$TOTAL,
       \"payment\":{\"provider\":\"sandbox\",\"token\":\"tok_ok\"}}" | jq -r .orderId)
`.trim();
