import { defineService } from "@millrace/contracts/define-service";

export const promotions = defineService("promotions", {});
