"""What a kitchen may be told of a child's meals. « Sans porc » and never a religion (CNIL, NS-058); what makes a child ill belongs to the PAI."""

from enum import StrEnum


class Diet(StrEnum):
    STANDARD = "standard"
    NO_PORK = "sans_porc"
    NO_MEAT = "sans_viande"
    NO_GLUTEN = "sans_gluten"
    LUNCH_BOX = "panier"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {
    Diet.STANDARD: "Repas habituel",
    Diet.NO_PORK: "Sans porc",
    Diet.NO_MEAT: "Sans viande",
    Diet.NO_GLUTEN: "Sans gluten",
    Diet.LUNCH_BOX: "Panier-repas apporté par la famille, prévu par un PAI",
}
